'use client';
import { stateOf } from '@binnacle/shared/views';
import { lazy, type ReactNode, Suspense } from 'react';
import { useReportFreshness } from '@/components/layout/page-freshness';
import { ScrollRegion } from '@/components/layout/scroll-region';
import { WhoDidWhat } from '@/components/ledger/who-did-what';
import { EventsTimeline } from '@/components/object/events-timeline';
import { FreshnessNote } from '@/components/status/freshness';
import { Note, StateChip } from '@/components/status/status';
import { Empty, InsteadOf, LoadingRows, RequestFailed } from '@/components/status/view-states';
import { Card } from '@/components/ui/card';
import { CommandLine } from '@/components/ui/copy';
import { ask, isScalable } from '@/lib/intent';
import { useShortcuts } from '@/lib/keyboard';
import { kindOfResource, Link, navigate, paths, useQueryParam } from '@/lib/router';
import { isRead } from '@/realtime';
import { SummaryTab } from './summary-tab';
import { type ObjectPageData, type ObjectRef, useObjectPage } from './use-object-page';

const YamlTab = lazy(async () => ({ default: (await import('./yaml-tab')).YamlTab }));

const TABS = ['summary', 'events', 'yaml', 'history'] as const;
type Tab = (typeof TABS)[number];
const TITLES: Record<Tab, string> = { summary: 'Summary', events: 'Events', yaml: 'YAML', history: 'History' };

/** One object, live. */
export function ObjectPage({
  cluster,
  resource,
  namespace,
  name,
}: {
  cluster: string;
  resource: string;
  namespace: string | null;
  name: string;
}) {
  const kind = kindOfResource(resource);
  if (kind === undefined || kind.namespaced !== (namespace !== null)) {
    return (
      <div className="px-5">
        <Empty title={`Binnacle has no page for ${resource} yet`}>
          It shows deployments, replica sets, pods, nodes and events.
        </Empty>
      </div>
    );
  }
  const object = { apiVersion: kind.apiVersion, kind: kind.kind, namespace, name };
  return <KnownObject key={`${cluster}/${resource}/${namespace}/${name}`} cluster={cluster} object={object} />;
}

function KnownObject({ cluster, object }: { cluster: string; object: ObjectRef }) {
  const data = useObjectPage(cluster, object);
  const { body, shown } = data.live;
  const [asked] = useQueryParam('tab');
  const tab: Tab = TABS.find((each) => each === asked) ?? 'summary';
  useReportFreshness(shown);
  const wanted = body?.row?.wanted;
  const { namespace, ...rest } = object;
  const scale = () =>
    ask({
      type: 'scale',
      cluster,
      target: namespace === null ? rest : { ...rest, namespace },
      replicas: typeof wanted === 'number' ? wanted : null,
    });
  const scalable = isScalable(object.kind) && body?.exists === true;
  useShortcuts({ y: () => navigate('?tab=yaml'), ...(scalable ? { x: scale } : {}) });
  const numbers: Partial<Record<Tab, number | undefined>> = {
    events: body?.row == null ? undefined : body.events.length,
    history: data.history.data?.total,
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex items-center gap-x-2 px-5 pt-3.5 pb-2.5 max-desk:flex-wrap max-desk:px-3">
        <h1 className="min-w-0 truncate" title={object.name}>
          {object.name}
        </h1>
        {body?.row != null && (
          <StateChip state={shown.state === 'stale' ? 'unknown' : stateOf(body.row)}>
            {shown.state === 'stale' ? 'was ' : ''}
            {body.row.status}
          </StateChip>
        )}
        <span className="whitespace-nowrap text-ink-3 max-desk:order-last max-desk:w-full">
          {object.kind} {namespace !== null && `in ${namespace}`}
        </span>
        <span className="flex-1" />
        {scalable && (
          <button type="button" className="btn btn-primary" onClick={scale} aria-keyshortcuts="x">
            Scale
          </button>
        )}
      </header>
      <nav className="tabs max-desk:px-2!" aria-label="Parts of the page">
        {TABS.map((each) => (
          <Link
            key={each}
            className="tab"
            href={each === 'summary' ? '?' : `?tab=${each}`}
            aria-current={each === tab ? 'page' : undefined}
          >
            {TITLES[each]} {numbers[each] !== undefined && <span className="num text-ink-3">{numbers[each]}</span>}
          </Link>
        ))}
      </nav>
      <ScrollRegion
        label={TITLES[tab]}
        className="min-h-0 flex-1 overflow-auto px-5 pt-4 pb-8 max-desk:px-3 max-desk:pt-3"
      >
        <div className="flex flex-col gap-3">
          {body?.row != null && <FreshnessNote shown={shown} />}
          {body?.exists === false && body.row !== null && (
            <Note state="paused">This {object.kind} is gone. What follows was last known.</Note>
          )}
          <div className={`flex flex-col gap-3 ${shown.state === 'stale' ? 'stale-body' : ''}`}>
            <TabBody tab={tab} cluster={cluster} object={object} data={data} />
          </div>
        </div>
      </ScrollRegion>
    </div>
  );
}

function TabBody({
  tab,
  cluster,
  object,
  data,
}: {
  tab: Tab;
  cluster: string;
  object: ObjectRef;
  data: ObjectPageData;
}): ReactNode {
  const { body, shown } = data.live;
  const { namespace, name } = object;
  if (body?.row == null && shown.state !== 'loading') {
    if (!isRead(shown)) return <InsteadOf shown={shown} what={`${object.kind} ${name}`} />;
    if (body?.exists === false) return <NotThere cluster={cluster} object={object} data={data} />;
  }
  switch (tab) {
    case 'summary':
      return (
        <>
          <SummaryTab cluster={cluster} object={object} data={data} />
          <CommandLine
            command={`kubectl ${namespace === null ? '' : `-n ${namespace} `}describe ${object.kind.toLowerCase()} ${name}`}
          />
        </>
      );
    case 'events':
      return (
        <Card title="Events" aside="about it and what it owns">
          {body === null ? (
            <LoadingRows />
          ) : body.events.length === 0 ? (
            <p className="text-ink-3">No events. The cluster keeps each report for an hour.</p>
          ) : (
            <EventsTimeline events={body.events} about />
          )}
        </Card>
      );
    case 'yaml':
      return (
        <Suspense fallback={<LoadingRows rows={10} />}>
          <YamlTab cluster={cluster} object={object} data={data} />
        </Suspense>
      );
    case 'history':
      return <HistoryTab data={data} />;
  }
}

/** There is none, or none any more; then the ledger may still tell of it. */
function NotThere({ cluster, object, data }: { cluster: string; object: ObjectRef; data: ObjectPageData }) {
  const { kind, namespace, name } = object;
  const remembered = (data.history.data?.total ?? 0) > 0;
  return (
    <>
      <Empty
        title={`There is no ${kind} ${name}${namespace === null ? '' : ` in ${namespace}`}`}
        actions={
          <Link className="btn" href={listPath(cluster, kind)}>
            To the list
          </Link>
        }
      >
        {remembered
          ? 'It was changed through Binnacle before; what was done to it follows.'
          : `Nothing of that name is in ${cluster} now, and the ledger has nothing on it.`}
      </Empty>
      {remembered && <HistoryTab data={data} />}
    </>
  );
}

function listPath(cluster: string, kind: string): string {
  if (kind === 'Node') return paths.nodes(cluster);
  if (kind === 'Pod') return paths.pods(cluster);
  return paths.workloads(cluster, kind === 'ReplicaSet' ? 'replicasets' : 'deployments');
}

function HistoryTab({ data }: { data: ObjectPageData }) {
  const { data: page, error, refetch } = data.history;
  return (
    <Card title="History" aside="from the ledger">
      {error !== null ? (
        <RequestFailed error={error} what="the ledger" retry={() => void refetch()} />
      ) : page === undefined ? (
        <LoadingRows />
      ) : page.items.length === 0 ? (
        <p className="text-ink-3">Nobody has changed this through Binnacle.</p>
      ) : (
        <WhoDidWhat rows={page.items} />
      )}
    </Card>
  );
}
