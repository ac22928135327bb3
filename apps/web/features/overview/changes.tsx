'use client';
import type { Change } from '@binnacle/shared/realtime';
import { StateMark } from '@/components/status/state-mark';
import { Age } from '@/components/ui/age';
import { Card } from '@/components/ui/card';
import { Timeline } from '@/components/ui/timeline';
import { Link, objectPath } from '@/lib/router';

/** What the watch saw change, newest first, as it happens. */
export function ChangesCard({ changes, cluster }: { changes: readonly Change[]; cluster: string }) {
  const moments = changes.slice(0, 24).map((change) => {
    const href = objectPath(cluster, change.object);
    const name = `${change.object.kind} ${change.object.name}`;
    return {
      key: String(change.seq),
      when: <Age at={change.at} />,
      mark: <StateMark state={change.state} />,
      what: (
        <>
          {href === null ? (
            <b className="b">{name}</b>
          ) : (
            <Link href={href} className="b hover:underline">
              {name}
            </Link>
          )}{' '}
          <span className="text-ink-2">{change.words}</span>
        </>
      ),
    };
  });
  return (
    <Card title="Changes" aside="as the watch sees them">
      {moments.length === 0 ? (
        <p className="text-ink-3">Nothing has changed since Binnacle began to watch.</p>
      ) : (
        <Timeline moments={moments} />
      )}
    </Card>
  );
}
