'use client';
import type { Row } from '@binnacle/shared/views';
import { Age } from '@/components/ui/age';
import { Fact, Facts } from '@/components/ui/facts';
import { textAt } from '@/lib/manifest/read';
import { Link, objectPath, paths } from '@/lib/router';

/** Where a pod belongs and how it fares. `pod` is the object itself, once it is read. */
export function PodFacts({ row, pod, cluster }: { row: Row; pod: unknown; cluster: string }) {
  return (
    <Facts>
      <Fact name="Owner">
        <Owner row={row} cluster={cluster} />
      </Fact>
      <Fact name="Node">
        {row.node == null ? (
          'not placed yet'
        ) : (
          <Link href={paths.object(cluster, 'nodes', null, String(row.node))} className="mono hover:underline">
            {row.node}
          </Link>
        )}
      </Fact>
      <Fact name="Ready">
        {row.ready ?? 0} of {row.containers ?? '?'}
      </Fact>
      <Fact name="Restarts">
        <span className="num">
          {row.restarts ?? 0}
          {row.lastRestartAt != null && (
            <>
              , last <Age at={Number(row.lastRestartAt)} /> ago
            </>
          )}
        </span>
      </Fact>
      <Fact name="Age">
        <Age at={typeof row.createdAt === 'number' ? row.createdAt : null} />
      </Fact>
      <Fact name="IP" mono>
        {row.ip ?? '–'}
      </Fact>
      <Fact name="Service account" mono>
        {textAt(pod, 'spec', 'serviceAccountName') ?? '–'}
      </Fact>
      <Fact name="QoS">{row.qos ?? '–'}</Fact>
    </Facts>
  );
}

/** What brings a pod or ReplicaSet back when it goes. */
export function Owner({ row, cluster }: { row: Row; cluster: string }) {
  if (row.ownerName == null) return <>none: it will not come back</>;
  const namespace = typeof row.namespace === 'string' ? row.namespace : null;
  const href = objectPath(cluster, {
    apiVersion: 'apps/v1',
    kind: String(row.ownerKind),
    namespace,
    name: String(row.ownerName),
  });
  const words = `${row.ownerKind} ${row.ownerName}`;
  return href === null ? (
    <span className="mono">{words}</span>
  ) : (
    <Link href={href} className="mono hover:underline">
      {words}
    </Link>
  );
}
