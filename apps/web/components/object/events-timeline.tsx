'use client';
import { type Row, stateOf } from '@binnacle/shared/views';
import { StateMark } from '@/components/status/state-mark';
import { Age } from '@/components/ui/age';
import { Timeline } from '@/components/ui/timeline';

/** What controllers, the scheduler and kubelets reported, newest first. */
export function EventsTimeline({ events, about = false }: { events: readonly Row[]; about?: boolean }) {
  const moments = events.map((event, at) => ({
    key: `${event.namespace ?? ''}/${event.name ?? at}`,
    when: <Age at={typeof event.lastSeenAt === 'number' ? event.lastSeenAt : null} />,
    mark: <StateMark state={stateOf(event)} />,
    what: (
      <>
        <b className="b">{event.reason}</b> <span className="text-ink-2">{event.message}</span>
        {Number(event.count ?? 1) > 1 && <span className="num text-ink-3"> ×{event.count}</span>}
        {about && (
          <span className="mono block text-ink-3">
            {event.objectKind} {event.objectName}
          </span>
        )}
      </>
    ),
  }));
  return <Timeline moments={moments} />;
}
