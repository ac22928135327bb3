'use client';
import { stateOf } from '@binnacle/shared/views';
import type { ReactNode } from 'react';
import { outcomeOf } from '@/components/ledger/outcome';
import { WhoDidWhat } from '@/components/ledger/who-did-what';
import { EventsTimeline } from '@/components/object/events-timeline';
import { Owner } from '@/components/object/pod-facts';
import { Note } from '@/components/status/status';
import { LoadingRows, RequestFailed } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Card } from '@/components/ui/card';
import { Link } from '@/lib/router';
import { ConditionsCard, NodeFactsCard } from './node-cards';
import { ContainersCard, LabelsCard, PodFactsCard } from './pod-cards';
import { RolloutCard } from './rollout-card';
import { TreeCard } from './tree-card';
import type { ObjectPageData, ObjectRef } from './use-object-page';
import { deploymentLines, replicaSetLines, WantedCard } from './wanted-card';

/** The object at a glance: what is wanted, what is so, what it owns, and who did what. */
export function SummaryTab({ cluster, object, data }: { cluster: string; object: ObjectRef; data: ObjectPageData }) {
  return (
    <div className="grid grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] items-start gap-3 max-wide:grid-cols-1">
      <div className="flex min-w-0 flex-col gap-3">
        <Main cluster={cluster} object={object} data={data} />
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <WhoDidWhatCard data={data} />
        <EventsCard data={data} />
        <LabelsCard object={data.raw.data?.object} />
      </div>
    </div>
  );
}

function Main({ cluster, object, data }: { cluster: string; object: ObjectRef; data: ObjectPageData }): ReactNode {
  const { body } = data.live;
  const raw = data.raw.data?.object;
  const row = body?.row ?? null;
  if (body === null)
    return (
      <Card title={object.kind}>
        <LoadingRows />
      </Card>
    );
  if (row === null) return null;
  const because = typeof row.because === 'string' && row.because !== '' && body.rollout === null ? row.because : null;
  return (
    <>
      {because !== null && (
        <Note state={stateOf(row)}>
          <b className="b">{row.status}.</b> <span className="text-ink-2">{because}</span>
        </Note>
      )}
      {object.kind === 'Deployment' && (
        <>
          {body.rollout !== null && (
            <RolloutCard rollout={body.rollout} name={object.name} aside={<LastRollout data={data} />} />
          )}
          <WantedCard
            lines={deploymentLines(row, body.rollout, body.tree)}
            aside={seen(row.observedGeneration, row.generation)}
          />
        </>
      )}
      {object.kind === 'ReplicaSet' && (
        <>
          <WantedCard lines={replicaSetLines(row)} aside={row.revision == null ? null : `revision ${row.revision}`} />
          <Card title="Owner">
            <Owner row={row} cluster={cluster} />
          </Card>
        </>
      )}
      {object.kind === 'Node' && <NodeFactsCard row={row} cluster={cluster} />}
      {object.kind === 'Pod' && (
        <>
          <PodFactsCard row={row} pod={raw} cluster={cluster} />
          {raw !== undefined && <ContainersCard pod={raw} />}
        </>
      )}
      {data.raw.isError && (
        <RequestFailed error={data.raw.error} what="the object" retry={() => void data.raw.refetch()} />
      )}
      {body.tree !== null && object.kind !== 'Node' && object.kind !== 'Pod' && (
        <TreeCard
          tree={body.tree}
          cluster={cluster}
          title={TREE_TITLES[object.kind] ?? 'Where it belongs'}
          self={{ kind: object.kind, name: object.name }}
        />
      )}
      {raw !== undefined && <ConditionsCard object={raw} />}
    </>
  );
}

/** A tree leads down from what owns others, and else down to the object itself. */
const TREE_TITLES: Record<string, string> = { Deployment: 'What it owns', Node: 'Pods on it' };

function seen(observed: unknown, generation: unknown): string | null {
  if (typeof observed !== 'number' || typeof generation !== 'number') return null;
  return `controller has seen generation ${observed} of ${generation}`;
}

function LastRollout({ data }: { data: ObjectPageData }) {
  const last = data.history.data?.items.find((row) => row.state === 'succeeded');
  if (last === undefined) return null;
  return (
    <>
      <Age at={Date.parse(last.at) / 1_000} /> ago, {last.actor.label}: {outcomeOf(last).words}
    </>
  );
}

function WhoDidWhatCard({ data }: { data: ObjectPageData }) {
  const { data: page, error, refetch } = data.history;
  const rows = page?.items.slice(0, 5) ?? [];
  return (
    <Card
      title="Who did what"
      aside={
        page !== undefined && page.total > rows.length ? (
          <Link href="?tab=history" className="text-ink-2 hover:underline">
            All {page.total}
          </Link>
        ) : undefined
      }
      flush
    >
      <div className="px-3.5 py-1.5">
        {error !== null && <RequestFailed error={error} what="the ledger" retry={() => void refetch()} />}
        {page === undefined && error === null && <LoadingRows rows={3} />}
        {page !== undefined && rows.length === 0 && (
          <p className="py-2 text-ink-3">Nobody has changed this through Binnacle.</p>
        )}
        <WhoDidWhat rows={rows} />
      </div>
    </Card>
  );
}

function EventsCard({ data }: { data: ObjectPageData }) {
  const events = data.live.body?.events;
  if (events === undefined) return null;
  return (
    <Card
      title="What happened"
      aside={
        events.length > 6 ? (
          <Link href="?tab=events" className="text-ink-2 hover:underline">
            All {events.length}
          </Link>
        ) : undefined
      }
    >
      {events.length === 0 ? (
        <p className="text-ink-3">No events in the last hour.</p>
      ) : (
        <EventsTimeline events={events.slice(0, 6)} />
      )}
    </Card>
  );
}
