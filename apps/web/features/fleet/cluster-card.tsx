'use client';
import type { ClusterSummary } from '@binnacle/shared/clusters';
import type { State } from '@binnacle/shared/health';
import type { Overview } from '@binnacle/shared/realtime';
import { outcomeOf } from '@/components/ledger/outcome';
import { type Counts, countsInWords, Legend, Meter, POD_WORDS } from '@/components/status/counts';
import { FreshnessStatus } from '@/components/status/freshness';
import { StateMark } from '@/components/status/state-mark';
import { StateChip } from '@/components/status/status';
import { Age } from '@/components/ui/age';
import { Avatar } from '@/components/ui/avatar';
import { useLedger } from '@/lib/api/queries';
import { count, plural } from '@/lib/format/quantity';
import { Link, objectPath, paths } from '@/lib/router';
import { isCurrent, type Shown, useDocument } from '@/realtime';

/** One cluster of the fleet. What is not current is violet and says *last known*; it is never green. */
export function ClusterCard({ cluster }: { cluster: ClusterSummary }) {
  const { body, shown: watched } = useDocument({ type: 'overview', cluster: cluster.name });
  const shown = cluster.state === 'unreachable' ? unreachable(cluster, watched) : watched;
  const known = isCurrent(shown);
  const health = healthOf(body, shown);
  return (
    <section className="card flex flex-col">
      <div className="card-head">
        <h2 className="min-w-0 truncate">
          <Link href={paths.overview(cluster.name)} className="hover:underline">
            {cluster.name}
          </Link>
        </h2>
        <span className="truncate text-ink-3">{cluster.version}</span>
        <span className="flex-1" />
        <FreshnessStatus shown={shown} />
      </div>
      <div className="flex flex-1 flex-col gap-3 p-3.5">
        <div>
          <StateChip state={health.state}>{health.words}</StateChip>
        </div>
        <div className="grid grid-cols-3">
          <Amount title="Nodes" of={body?.nodes} known={known} good="ready" />
          <Amount title="Workloads" of={body?.deployments} known={known} bad="failing" />
          <Amount title="Pods" of={body?.pods} known={known} bad="failing" />
        </div>
        <PodBar overview={body} known={known} />
        <Attention cluster={cluster} overview={body} known={known} />
        <LastChanges cluster={cluster.name} overview={body} known={known} />
      </div>
    </section>
  );
}

function unreachable(cluster: ClusterSummary, watched: Shown): Shown {
  if (watched.state === 'stale' || watched.state === 'unreached') return watched;
  const since = Date.parse(cluster.since);
  return {
    state: 'unreached',
    since: Number.isNaN(since) ? null : since,
    because: cluster.because ?? 'The API server does not answer.',
    retryAt: cluster.retryAt === null ? null : Date.parse(cluster.retryAt),
  };
}

function healthOf(overview: Overview | null, shown: Shown): { state: State; words: string } {
  if (shown.state === 'forbidden') return { state: 'paused', words: 'No access' };
  if (shown.state === 'loading') return { state: 'progressing', words: 'Reading the cluster' };
  if (!isCurrent(shown) || overview?.deployments == null) return { state: 'unknown', words: 'Health unknown' };
  const { failing = 0, unknown = 0 } = overview.deployments.byState;
  if (failing > 0) return { state: 'failing', words: `${plural(failing, 'workload')} failing` };
  if (unknown > 0) return { state: 'unknown', words: `${plural(unknown, 'workload')} unknown` };
  const notReady = overview.nodes?.byState.failing ?? 0;
  if (notReady > 0) return { state: 'failing', words: `${plural(notReady, 'node')} not ready` };
  const broken = overview.pods?.byState.failing ?? 0;
  if (broken > 0) return { state: 'warning', words: `${plural(broken, 'pod')} failing` };
  return { state: 'ok', words: overview.deployments.total === 0 ? 'No workloads yet' : 'All workloads healthy' };
}

function Amount({
  title,
  of,
  known,
  good,
  bad,
}: {
  title: string;
  of: Overview['nodes'] | undefined;
  known: boolean;
  good?: string;
  bad?: string;
}) {
  const about =
    of == null
      ? 'not known'
      : !known
        ? 'last known'
        : good !== undefined
          ? `${count(of.byState.ok ?? 0)} ${good}`
          : `${count(of.byState.failing ?? 0)} ${bad}`;
  return (
    <div>
      <h3>{title}</h3>
      <div className="num font-medium text-20 tracking-tight">{of == null ? '–' : count(of.total)}</div>
      <div className="num text-12 text-ink-3">{about}</div>
    </div>
  );
}

function PodBar({ overview, known }: { overview: Overview | null; known: boolean }) {
  const pods = overview?.pods;
  if (pods == null) return <Meter counts={{}} label="Pods: not known" />;
  const counts: Counts = known ? pods.byState : { unknown: pods.total };
  const words = known ? POD_WORDS : { ...POD_WORDS, unknown: 'last known' };
  return (
    <div className="flex flex-col gap-1.5">
      <Meter counts={counts} label={`Pods: ${countsInWords(counts, words)}`} />
      <Legend counts={counts} words={words} />
    </div>
  );
}

function Attention({
  cluster,
  overview,
  known,
}: {
  cluster: ClusterSummary;
  overview: Overview | null;
  known: boolean;
}) {
  const unreachableBecause =
    cluster.state === 'unreachable' ? (cluster.because ?? 'The API server does not answer.') : null;
  const findings = known ? (overview?.findings ?? []).slice(0, 3) : [];
  const quiet = unreachableBecause === null && findings.length === 0;
  return (
    <div>
      <h3 className="mb-1">
        {quiet
          ? known && overview !== null
            ? 'Nothing needs attention'
            : 'Not known what needs attention'
          : 'Needs attention'}
      </h3>
      <ul>
        {unreachableBecause !== null && (
          <li className="flex min-h-7 items-center gap-2.5">
            <StateMark state="unknown" />
            <span className="line-clamp-2 min-w-0 flex-1" title={unreachableBecause}>
              {unreachableBecause}
            </span>
            <span className="num text-ink-3">
              <Age at={Date.parse(cluster.since) / 1_000} />
            </span>
          </li>
        )}
        {findings.map((finding) => {
          const href = objectPath(cluster.name, finding.object);
          return (
            <li key={finding.id} className="flex h-7 items-center gap-2.5">
              <StateMark state={finding.state} />
              <span className="min-w-0 flex-1 truncate" title={finding.detail}>
                {href === null ? (
                  <b className="b">{finding.object.name}</b>
                ) : (
                  <Link href={href} className="b hover:underline">
                    {finding.object.name}
                  </Link>
                )}{' '}
                {finding.title}
              </span>
              <span className="num text-ink-3">
                <Age at={finding.since} />
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Actions from the ledger first; where there are fewer than three, what the watch saw. */
function LastChanges({ cluster, overview, known }: { cluster: string; overview: Overview | null; known: boolean }) {
  const ledger = useLedger({ cluster, limit: 3 });
  const rows = ledger.data?.items ?? [];
  const changes = (overview?.changes ?? []).slice(0, 3 - rows.length);
  return (
    <div className="mt-auto border-line border-t pt-2.5">
      <h3 className="mb-1">Last changes</h3>
      <ul>
        {rows.map((row) => (
          <li key={row.id} className="flex h-7 items-center gap-2">
            <Avatar label={row.actor.label} small />
            <span className="min-w-0 flex-1 truncate">
              <Link href={paths.ledgerRow(row.id)} className="hover:underline">
                {row.target.name} {row.words}
              </Link>
              , {outcomeOf(row).words}
            </span>
            <span className="num text-ink-3">
              <Age at={Date.parse(row.at) / 1_000} />
            </span>
          </li>
        ))}
        {changes.map((change) => (
          <li key={change.seq} className="flex h-7 items-center gap-2">
            <span className="grid w-4.5 place-items-center">
              <StateMark state={change.state} />
            </span>
            <span className="min-w-0 flex-1 truncate">
              {change.object.name} {change.words}
            </span>
            <span className="num text-ink-3">
              <Age at={change.at} />
            </span>
          </li>
        ))}
        {rows.length + changes.length === 0 && (
          <li className="h-7 text-ink-3">{known ? 'None seen yet' : 'Not known'}</li>
        )}
      </ul>
    </div>
  );
}
