import type { ClusterSummary } from '@binnacle/shared/clusters';
import { MARK_INTERVAL_MS } from '@binnacle/shared/realtime';
import { VIEW_IDS, VIEWS, type View, type ViewId } from '@binnacle/shared/views';
import { PROJECTIONS } from '../projections/index.js';
import { type Clock, type ListWatch, type Random, Reflector } from '../reflector/index.js';
import { type Change, query } from '../table/index.js';
import { ChangeLog } from './change-log.js';
import { ClusterDocuments } from './cluster-documents.js';
import { Heartbeats } from './heartbeats.js';
import type { EngineCommand, EngineNotice, EngineRequest, EngineRequests, EngineTopic } from './messages.js';
import { TableFeed } from './table-feed.js';
import { WorkloadNotices } from './workload-notices.js';

/** Newest events kept: a cluster that reports without end must not fill the memory. */
const EVENTS_KEPT = 10_000;
const WINDOW_DEFAULT = 100;
/** How often nodes are judged again: silence of a kubelet makes no event. */
const HEARTBEAT_CHECK_MS = 5_000;

/** What an engine watches: the API's coordinates of a kind. */
export interface WatchedKind {
  apiVersion: string;
  resource: string;
  namespace?: string;
}

export interface ClusterEngineOptions {
  cluster: string;
  /** Changes with every start of an engine: numbers of rows and frames are only good within it. */
  epoch: string;
  clock: Clock;
  random: Random;
  summary: ClusterSummary;
  /** Watched from the start and for good; by default every view. */
  pinned?: readonly ViewId[];
  listWatch(kind: WatchedKind): ListWatch;
  onUnauthorized(): Promise<void>;
  notify(notice: EngineNotice): void;
}

/**
 * Everything Binnacle knows of one cluster: a watch per kind, its tables, and the topics made from them. Pure of
 * threads and sockets: it is asked through {@link handle} and speaks through `notify`.
 */
export class ClusterEngine {
  private readonly feeds = new Map<ViewId, TableFeed>();
  private readonly documents: ClusterDocuments;
  private readonly changes = new ChangeLog();
  private readonly workloads: WorkloadNotices;
  private readonly heartbeats: Heartbeats;
  private readonly leases: Reflector;
  private readonly timers: Array<() => void> = [];

  constructor(private readonly options: ClusterEngineOptions) {
    const { clock, random, epoch, summary, notify } = options;
    this.workloads = new WorkloadNotices(notify);
    for (const id of VIEW_IDS) this.feeds.set(id, this.makeFeed(VIEWS[id], id));
    this.documents = new ClusterDocuments({
      epoch,
      clock,
      summary,
      feed: (view) => this.feed(view),
      changes: this.changes,
      emit: (key, seq, text) => notify({ type: 'frame', key, seq, text }),
    });
    const nodes = this.feed('nodes');
    this.heartbeats = new Heartbeats(
      clock,
      () => this.leases.status.state === 'live',
      (row) => nodes.put(row),
    );
    this.leases = new Reflector(
      options.listWatch({ apiVersion: 'coordination.k8s.io/v1', resource: 'leases', namespace: 'kube-node-lease' }),
      this.heartbeats,
      {
        clock,
        random,
        onUnauthorized: options.onUnauthorized,
        onProblem: (message) => notify({ type: 'problem', view: 'leases', message }),
      },
    );
  }

  start(): void {
    for (const id of this.options.pinned ?? VIEW_IDS) this.feed(id).demand();
    this.leases.start();
    this.repeat(MARK_INTERVAL_MS, () => {
      for (const feed of this.feeds.values()) feed.mark();
      this.documents.mark();
    });
    this.repeat(HEARTBEAT_CHECK_MS, () => this.heartbeats.recheck());
  }

  stop(): void {
    for (const cancel of this.timers) cancel();
    for (const feed of this.feeds.values()) feed.stop();
    this.documents.stop();
    this.leases.stop();
  }

  /** Takes what is told unasked. */
  obey(command: EngineCommand): void {
    switch (command.type) {
      case 'summary':
        this.documents.setSummary(command.summary);
        break;
      case 'suspect':
        for (const reflector of this.reflectors()) reflector.suspect(command.because);
        break;
      case 'reachable':
        for (const reflector of this.reflectors()) reflector.hurry();
        break;
    }
  }

  /** Answers one request. @throws InvalidFilterError, InvalidSortError, InvalidCursorError */
  handle<R extends EngineRequest>(request: R, ask: EngineRequests[R]['ask']): EngineRequests[R]['answer'] {
    return this.answers[request](ask);
  }

  private readonly answers: { [K in EngineRequest]: (ask: EngineRequests[K]['ask']) => EngineRequests[K]['answer'] } = {
    attach: (ask) => this.attach(ask),
    readers: ({ key, count }) => {
      this.feedByKey(key)?.setReaders(count);
      this.documents.setReaders(key, count);
      return null;
    },
    catchUp: ({ key, epoch, seq }) => {
      const feed = this.feedByKey(key);
      return { frames: feed === undefined ? [] : this.catchUp(feed, key, epoch, seq) };
    },
    body: ({ view }) => {
      const feed = this.feed(view);
      feed.demand();
      feed.settle();
      return { seq: feed.topic.seq, json: feed.topic.body() };
    },
    query: (ask) => {
      const feed = this.feed(ask.view);
      feed.demand();
      return {
        ...query(feed.table, { ...ask, now: Math.floor(this.options.clock.wall() / 1000) }),
        freshness: feed.freshness,
      };
    },
    row: ({ view, namespace, name }) => {
      const { table, freshness } = this.feed(view);
      const id = table.find(namespace, name);
      return { row: id === undefined ? null : (table.row(id) ?? null), freshness };
    },
    document: ({ topic }) => this.documents.compute(topic),
    status: () => {
      const views = [...this.feeds].map(([id, feed]) => [
        id,
        { freshness: feed.freshness, rows: feed.table.size, seq: feed.topic.seq, ...feed.reflector.counters },
      ]);
      return { epoch: this.options.epoch, views: Object.fromEntries(views) };
    },
  };

  private attach({ topic, resume, window }: EngineRequests['attach']['ask']): EngineRequests['attach']['answer'] {
    const key = this.keyOf(topic);
    if (topic.type !== 'table') return { key, frames: [this.documents.frame(key, topic)] };
    const feed = this.feed(topic.view);
    feed.demand();
    if (resume !== undefined) return { key, frames: this.catchUp(feed, key, resume.epoch, resume.seq, window) };
    feed.settle();
    return { key, frames: [this.snapshot(feed, window)] };
  }

  private catchUp(
    feed: TableFeed,
    key: string,
    epoch: string,
    seq: number,
    window?: { sort: string; limit: number },
  ): string[] {
    feed.settle();
    const frame = epoch === this.options.epoch ? feed.topic.catchUp(seq) : null;
    if (frame !== null) return [frame, feed.topic.mark(feed.freshness)];
    const reason = epoch === this.options.epoch ? 'history-forgotten' : 'epoch-changed';
    return [JSON.stringify({ t: 'gap', key, reason }), this.snapshot(feed, window)];
  }

  private snapshot(feed: TableFeed, window?: { sort: string; limit: number }): string {
    return feed.topic.snapshot(feed.freshness, window ?? { sort: feed.table.view.defaultSort, limit: WINDOW_DEFAULT });
  }

  private keyOf(topic: EngineTopic): string {
    const { cluster } = this.options;
    switch (topic.type) {
      case 'table':
        return `${cluster}/${topic.view}`;
      case 'overview':
        return `${cluster}/overview`;
      case 'object':
        return `${cluster}/object/${topic.apiVersion}/${topic.kind}/${topic.namespace ?? ''}/${topic.name}`;
    }
  }

  private makeFeed(view: View, id: ViewId): TableFeed {
    const { clock, random, cluster, epoch, notify } = this.options;
    const key = `${cluster}/${id}`;
    return new TableFeed({
      view,
      key,
      epoch,
      snapshotUrl: `/api/v1/clusters/${cluster}/views/${id}/snapshot`,
      listWatch: this.options.listWatch({ apiVersion: view.apiVersion, resource: view.resource }),
      clock,
      random,
      pinned: (this.options.pinned ?? VIEW_IDS).includes(id),
      ...(id === 'events' ? { rowLimit: EVENTS_KEPT } : {}),
      project: (object) => {
        const row = PROJECTIONS[id](object, { now: Math.floor(clock.wall() / 1000) });
        return id === 'nodes' ? this.heartbeats.join(row) : row;
      },
      onUnauthorized: this.options.onUnauthorized,
      emit: (seq, text) => notify({ type: 'frame', key, seq, text }),
      onChange: (change) => this.changed(id, view, change),
      onReloaded: () => {
        notify({ type: 'ready', view: id });
        this.documents.touch();
      },
      ...(id === 'nodes' ? { onRemoved: (object) => this.heartbeats.forget(object.metadata.name) } : {}),
      onProblem: (message) => notify({ type: 'problem', view: id, message }),
    });
  }

  private changed(id: ViewId, view: View, change: Change): void {
    const after = change.kind === 'removed' ? undefined : this.feed(id).table.row(change.id);
    if (id !== 'events') {
      this.changes.note(
        view,
        { kind: change.kind, before: change.before, after },
        Math.floor(this.options.clock.wall() / 1000),
      );
    }
    this.workloads.note(id, change.before ?? after);
    this.documents.touch();
  }

  private reflectors(): Reflector[] {
    return [...[...this.feeds.values()].map((feed) => feed.reflector), this.leases];
  }

  private feed(id: ViewId): TableFeed {
    const feed = this.feeds.get(id);
    if (feed === undefined) throw new Error(`no such view: ${id}`);
    return feed;
  }

  private feedByKey(key: string): TableFeed | undefined {
    return VIEW_IDS.filter((id) => key === `${this.options.cluster}/${id}`).map((id) => this.feed(id))[0];
  }

  private repeat(ms: number, run: () => void): void {
    const index = this.timers.length;
    const arm = (): void => {
      this.timers[index] = this.options.clock.after(ms, () => {
        run();
        arm();
      });
    };
    this.timers.push(() => undefined);
    arm();
  }
}
