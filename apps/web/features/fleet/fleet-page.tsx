'use client';
import type { KubeconfigProblem } from '@binnacle/shared/clusters';
import { Page } from '@/components/layout/page';
import { useReportFreshness } from '@/components/layout/page-freshness';
import { FreshnessNote } from '@/components/status/freshness';
import { Note } from '@/components/status/status';
import { Empty, InsteadOf, LoadingCards } from '@/components/status/view-states';
import { plural } from '@/lib/format/quantity';
import { useDocument } from '@/realtime';
import { ClusterCard } from './cluster-card';

/** A part of a kubeconfig that could not be used: the clusters in it are missing here. */
function ProblemNote({ problem: { file, line, field, message, hint } }: { problem: KubeconfigProblem }) {
  return (
    <Note state="warning" role="status">
      <b className="b">{message}.</b> <span className="text-ink-2">{hint}</span>{' '}
      <span className="mono wrap-anywhere text-ink-3">
        {file}
        {line !== undefined && `:${line}`}
        {field !== undefined && ` ${field}`}
      </span>
    </Note>
  );
}

/** Every cluster there is. */
export function FleetPage() {
  const { body, shown } = useDocument({ type: 'fleet' });
  const clusters = body?.clusters ?? [];
  const reachable = clusters.filter((cluster) => cluster.state === 'reachable').length;
  const partly = shown.state === 'live' && reachable < clusters.length;
  useReportFreshness(
    shown,
    partly ? { state: 'warning', words: `${reachable} of ${clusters.length} reachable` } : null,
  );
  return (
    <Page title="Fleet" about={body === null ? undefined : plural(clusters.length, 'cluster')}>
      {body === null ? (
        <InsteadOf shown={shown} what="the fleet" skeleton={<LoadingCards lines={9} label="Loading the fleet" />} />
      ) : (
        <div className="flex flex-col gap-3">
          <FreshnessNote shown={shown} />
          {body.problems.map((problem) => (
            <ProblemNote key={`${problem.file} ${problem.field ?? ''} ${problem.message}`} problem={problem} />
          ))}
          {clusters.length === 0 && body.problems.length === 0 && (
            <Empty title="No clusters yet">
              Binnacle finds clusters in the kubeconfig it is started with. Create one, with{' '}
              <span className="mono">kind create cluster</span> for instance, or point{' '}
              <span className="mono">KUBECONFIG</span> at one, and start Binnacle again.
            </Empty>
          )}
          <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,340px),1fr))] gap-3">
            {clusters.map((cluster) => (
              <ClusterCard key={cluster.name} cluster={cluster} />
            ))}
          </div>
        </div>
      )}
    </Page>
  );
}
