'use client';
import { pods, type Row, stateOf } from '@binnacle/shared/views';
import { Maximize2, X } from 'lucide-react';
import { ScrollRegion } from '@/components/layout/scroll-region';
import { ContainersTable } from '@/components/object/containers-table';
import { EventsTimeline } from '@/components/object/events-timeline';
import { PodFacts } from '@/components/object/pod-facts';
import { FreshnessNote } from '@/components/status/freshness';
import { Note, Status } from '@/components/status/status';
import { InsteadOf } from '@/components/status/view-states';
import { CommandLine } from '@/components/ui/copy';
import { useObject } from '@/lib/api/queries';
import { Link, paths } from '@/lib/router';
import { useDocument } from '@/realtime';

/** One pod beside the list that stays alive. */
export function PodDrawer({
  cluster,
  namespace,
  name,
  onClose,
}: {
  cluster: string;
  namespace: string;
  name: string;
  onClose: () => void;
}) {
  const target = { apiVersion: pods.apiVersion, kind: pods.kind, namespace, name };
  const { body, seq, shown } = useDocument({ type: 'object', cluster, target });
  const object = useObject(cluster, target, body?.exists === true ? seq : null);
  const row = body?.row ?? null;
  return (
    <>
      <div className="flex items-start gap-2 px-3.5 pt-3 pb-2.5">
        <div className="min-w-0 flex-1">
          <p className="text-ink-3">Pod in {namespace}</p>
          <h2 className="mono b wrap-anywhere text-13!">{name}</h2>
        </div>
        <Link
          className="btn btn-quiet btn-square"
          href={paths.object(cluster, pods.resource, namespace, name)}
          aria-label="Open the pod's page"
        >
          <Maximize2 size={13} aria-hidden="true" />
        </Link>
        <button
          type="button"
          className="btn btn-quiet btn-square"
          onClick={onClose}
          aria-label="Close"
          aria-keyshortcuts="Escape"
        >
          <X size={15} aria-hidden="true" />
        </button>
      </div>
      <ScrollRegion label={`About ${name}`} className="flex flex-col gap-3.5 overflow-y-auto px-3.5 pb-3.5">
        <FreshnessNote shown={shown} />
        {body === null && <InsteadOf shown={shown} what="this pod" rows={6} />}
        {body !== null && !body.exists && <Note state="paused">This pod is gone. What follows was last known.</Note>}
        {row !== null && (
          <div className={`flex flex-col gap-3.5 ${shown.state === 'stale' ? 'stale-body' : ''}`}>
            <Verdict row={row} />
            <PodFacts row={row} cluster={cluster} pod={object.data?.object} />
          </div>
        )}
        {object.data !== undefined && (
          <section>
            <h3 className="mb-1">Containers</h3>
            <ContainersTable pod={object.data.object} narrow />
          </section>
        )}
        {body !== null && (
          <section>
            <h3 className="mb-0.5">What happened</h3>
            {body.events.length === 0 ? (
              <p className="text-ink-3">No events in the last hour.</p>
            ) : (
              <EventsTimeline events={body.events.slice(0, 8)} />
            )}
          </section>
        )}
        <CommandLine command={`kubectl -n ${namespace} describe pod ${name}`} />
      </ScrollRegion>
    </>
  );
}

/** Its state, and why where there is a why. */
function Verdict({ row }: { row: Row }) {
  const because = typeof row.because === 'string' ? row.because : '';
  if (because === '') return <Status state={stateOf(row)}>{row.status}</Status>;
  return (
    <Note state={stateOf(row)}>
      <b className="b">{row.status}</b>
      <p className="text-ink-2">{because}</p>
    </Note>
  );
}
