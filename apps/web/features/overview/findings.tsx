'use client';
import type { Finding, Overview } from '@binnacle/shared/realtime';
import { StateMark } from '@/components/status/state-mark';
import { Age } from '@/components/ui/age';
import { Card } from '@/components/ui/card';
import { count } from '@/lib/format/quantity';
import { Link, objectPath } from '@/lib/router';

/** What needs a person, worst first: what is wrong, what it means, since when. */
export function FindingsCard({
  overview,
  cluster,
  current,
}: {
  overview: Overview;
  cluster: string;
  current: boolean;
}) {
  const { findings, findingsTotal, nodes, deployments, pods } = overview;
  const complete = current && nodes !== null && deployments !== null && pods !== null;
  return (
    <Card title="Needs attention" aside={findingsTotal === 0 ? undefined : count(findingsTotal)} flush>
      {findings.length === 0 ? (
        <p className="flex items-center gap-2 px-3.5 py-4 text-ink-2">
          <StateMark state={complete ? 'ok' : 'unknown'} />
          {complete
            ? 'Nothing needs attention.'
            : 'Not everything could be read, so what needs attention is not known.'}
        </p>
      ) : (
        <ul>
          {findings.map((finding) => (
            <FindingLine key={finding.id} finding={finding} cluster={cluster} />
          ))}
          {findingsTotal > findings.length && (
            <li className="px-3.5 py-2 text-ink-3">
              {count(findingsTotal - findings.length)} more are not listed here.
            </li>
          )}
        </ul>
      )}
    </Card>
  );
}

function FindingLine({ finding, cluster }: { finding: Finding; cluster: string }) {
  const { object } = finding;
  const href = objectPath(cluster, object);
  const name = (
    <span className="mono text-ink-2">
      {object.namespace === null ? object.name : `${object.namespace} / ${object.name}`}
    </span>
  );
  return (
    <li className="grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2.5 border-line border-b px-3.5 py-2 last:border-b-0">
      <span className="pt-1">
        <StateMark state={finding.state} />
      </span>
      <div className="min-w-0">
        <p className="wrap-anywhere">
          <b className="b">{finding.title}</b>{' '}
          {href === null ? (
            name
          ) : (
            <Link href={href} className="hover:underline">
              {name}
            </Link>
          )}
        </p>
        <p className="wrap-anywhere text-12 text-ink-3">{finding.detail}</p>
      </div>
      <span className="num text-ink-3">
        <Age at={finding.since} />
      </span>
    </li>
  );
}
