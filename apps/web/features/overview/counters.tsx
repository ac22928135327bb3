import type { Overview } from '@binnacle/shared/realtime';
import {
  type Counts,
  countsInWords,
  Legend,
  Meter,
  NODE_WORDS,
  POD_WORDS,
  type StateWords,
  WORKLOAD_WORDS,
} from '@/components/status/counts';
import { count } from '@/lib/format/quantity';
import { Link, paths } from '@/lib/router';
import { isCurrent, type Shown } from '@/realtime';

/** Nodes, workloads and pods by their true state. */
export function Counters({ overview, cluster, shown }: { overview: Overview; cluster: string; shown: Shown }) {
  return (
    <div className="grid grid-cols-3 gap-3 max-desk:grid-cols-1">
      <Counter title="Nodes" href={paths.nodes(cluster)} of={overview.nodes} words={NODE_WORDS} shown={shown} />
      <Counter
        title="Workloads"
        href={paths.workloads(cluster)}
        of={overview.deployments}
        words={WORKLOAD_WORDS}
        shown={shown}
      />
      <Counter title="Pods" href={paths.pods(cluster)} of={overview.pods} words={POD_WORDS} shown={shown} />
    </div>
  );
}

function Counter({
  title,
  href,
  of,
  words,
  shown,
}: {
  title: string;
  href: string;
  of: { total: number; byState: Counts } | null;
  words: StateWords;
  shown: Shown;
}) {
  const current = isCurrent(shown) || shown.state === 'forbidden';
  const counts: Counts = of === null ? {} : current ? of.byState : { unknown: of.total };
  return (
    <section className="card flex flex-col gap-2 p-3.5">
      <h2 className="font-medium! text-12! text-ink-3">
        <Link href={href} className="hover:underline">
          {title}
        </Link>
      </h2>
      <p className="num font-medium text-28 tracking-tight">
        {of === null ? <span className="text-ink-3">–</span> : count(of.total)}
      </p>
      <Meter
        counts={counts}
        label={of === null ? `${title}: not known yet` : `${title}: ${countsInWords(counts, words)}`}
      />
      {of === null ? (
        <p className="text-12 text-ink-3">{shown.state === 'forbidden' ? 'no access' : 'not known yet'}</p>
      ) : of.total === 0 ? (
        <p className="text-12 text-ink-3">none yet</p>
      ) : (
        <Legend counts={counts} words={current ? words : { ...words, unknown: 'last known' }} />
      )}
    </section>
  );
}
