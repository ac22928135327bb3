'use client';
import { type Row, VIEWS } from '@binnacle/shared/views';
import { DataTable } from '@/components/data-table/data-table';
import { ask } from '@/lib/intent';
import { Link, paths } from '@/lib/router';

const KINDS = ['deployments', 'replicasets'] as const;

/** Workloads by kind. */
export function WorkloadsPage({ cluster, kind }: { cluster: string; kind: (typeof KINDS)[number] }) {
  const view = VIEWS[kind];
  const scale = (row: Row) =>
    ask({
      type: 'scale',
      cluster,
      target: {
        apiVersion: view.apiVersion,
        kind: view.kind,
        namespace: String(row.namespace),
        name: String(row.name),
      },
      replicas: typeof row.wanted === 'number' ? row.wanted : null,
    });
  return (
    <>
      <h1 className="sr-only">
        {view.title} of {cluster}
      </h1>
      <nav className="tabs px-4! max-desk:px-2!" aria-label="Kinds of workload">
        {KINDS.map((each) => (
          <Link
            key={each}
            className="tab"
            href={paths.workloads(cluster, each)}
            aria-current={each === kind ? 'page' : undefined}
          >
            {VIEWS[each].title}
          </Link>
        ))}
      </nav>
      <DataTable key={`${cluster}/${kind}`} cluster={cluster} view={kind} onAct={scale} />
    </>
  );
}
