import type { ClusterSummary, Freshness } from '@binnacle/shared/clusters';
import type { ViewId } from '@binnacle/shared/views';
import { objectDocumentOf, overviewOf } from '../documents/index.js';
import type { Clock } from '../reflector/index.js';
import type { ChangeLog } from './change-log.js';
import { DocumentFeed } from './document-feed.js';
import { leastFresh } from './freshness.js';
import type { EngineTopic } from './messages.js';
import type { TableFeed } from './table-feed.js';

const OVERVIEW_INTERVAL_MS = 500;
const OBJECT_INTERVAL_MS = 100;
const CHANGES_SHOWN = 50;

export type DocumentTopicOf = Exclude<EngineTopic, { type: 'table' }>;

export interface ClusterDocumentsOptions {
  epoch: string;
  clock: Clock;
  summary: ClusterSummary;
  feed(view: ViewId): TableFeed;
  changes: ChangeLog;
  emit(key: string, seq: number, text: string): void;
}

/** The documents of one cluster that somebody reads: its overview, and single objects. */
export class ClusterDocuments {
  private readonly open = new Map<string, { topic: DocumentTopicOf; feed: DocumentFeed }>();
  private summary: ClusterSummary;

  constructor(private readonly options: ClusterDocumentsOptions) {
    this.summary = options.summary;
  }

  setSummary(summary: ClusterSummary): void {
    this.summary = summary;
    for (const { topic, feed } of this.open.values()) if (topic.type === 'overview') feed.touch();
  }

  /** The frame that a new reader gets. */
  frame(key: string, topic: DocumentTopicOf): string {
    const known = this.open.get(key);
    if (known !== undefined) return known.feed.frame();
    const feed = new DocumentFeed({
      key,
      epoch: this.options.epoch,
      clock: this.options.clock,
      interval: topic.type === 'overview' ? OVERVIEW_INTERVAL_MS : OBJECT_INTERVAL_MS,
      compute: () => this.compute(topic),
      emit: (seq, text) => this.options.emit(key, seq, text),
    });
    this.open.set(key, { topic, feed });
    return feed.frame();
  }

  setReaders(key: string, count: number): void {
    const document = this.open.get(key);
    document?.feed.setReaders(count);
    if (count === 0) this.open.delete(key);
  }

  touch(): void {
    for (const { feed } of this.open.values()) feed.touch();
  }

  mark(): void {
    for (const { feed } of this.open.values()) feed.mark();
  }

  stop(): void {
    for (const { feed } of this.open.values()) feed.stop();
  }

  compute(topic: DocumentTopicOf): { body: unknown; freshness: Freshness } {
    const { feed } = this.options;
    const tables = {
      nodes: feed('nodes').table,
      pods: feed('pods').table,
      deployments: feed('deployments').table,
      replicasets: feed('replicasets').table,
      events: feed('events').table,
    };
    const now = Math.floor(this.options.clock.wall() / 1000);
    if (topic.type === 'object') {
      const freshness = leastFresh(
        (['nodes', 'pods', 'deployments', 'replicasets'] as const).map((id) => feed(id).freshness),
      );
      return { body: objectDocumentOf(tables, topic, now), freshness };
    }
    const body = {
      cluster: this.summary,
      ...overviewOf(tables, now, (view) => feed(view).reflector.loaded),
      changes: this.options.changes.newest(CHANGES_SHOWN),
    };
    return { body, freshness: leastFresh((['nodes', 'pods', 'deployments'] as const).map((id) => feed(id).freshness)) };
  }
}
