import type { ClusterSummary, Freshness } from '@binnacle/shared/clusters';
import type { Row, ViewId } from '@binnacle/shared/views';

/** A topic of one cluster, as the engine knows it; the shared protocol's topics without the cluster. */
export type EngineTopic =
  | { type: 'table'; view: ViewId }
  | { type: 'overview' }
  | { type: 'object'; apiVersion: string; kind: string; namespace: string | null; name: string };

export interface TableQuery {
  view: ViewId;
  filter: string;
  sort: string;
  namespaces: string[];
  limit: number;
  cursor: string | null;
}

export interface TablePage {
  items: Row[];
  total: number;
  nextCursor: string | null;
  freshness: Freshness;
}

/** What an engine is asked. Each is answered once. */
export interface EngineRequests {
  /** Frames for one new reader of a topic, in order; from the last of them on it follows the broadcast. */
  attach: {
    ask: { topic: EngineTopic; resume?: { epoch: string; seq: number }; window?: { sort: string; limit: number } };
    answer: { key: string; frames: string[] };
  };
  /** How many readers a topic has; none stops its frames. */
  readers: { ask: { key: string; count: number }; answer: null };
  /** One frame that brings a reader who stands at `seq` up to date, or a snapshot when that is forgotten. */
  catchUp: { ask: { key: string; epoch: string; seq: number }; answer: { frames: string[] } };
  /** The whole table as a SnapshotBody in JSON. */
  body: { ask: { view: ViewId }; answer: { seq: number; json: string } };
  query: { ask: TableQuery; answer: TablePage };
  row: {
    ask: { view: ViewId; namespace: string | null; name: string };
    answer: { row: Row | null; freshness: Freshness };
  };
  document: {
    ask: { topic: Exclude<EngineTopic, { type: 'table' }> };
    answer: { body: unknown; freshness: Freshness };
  };
  status: { ask: Record<string, never>; answer: EngineStatus };
}
export type EngineRequest = keyof EngineRequests;

export interface EngineStatus {
  epoch: string;
  views: Record<
    string,
    {
      freshness: Freshness;
      rows: number;
      seq: number;
      lists: number;
      watches: number;
      events: number;
      bytes: number;
      problems: number;
    }
  >;
}

/** What an engine says unasked. */
export type EngineNotice =
  /** One frame for every reader of the topic; `seq` is where it leads. */
  | { type: 'frame'; key: string; seq: number; text: string }
  /** Workloads whose row changed since the last such notice; only for the views named in {@link FOLLOWED_VIEWS}. */
  | { type: 'workloads'; view: ViewId; names: Array<{ namespace: string; name: string }> }
  | { type: 'ready'; view: ViewId }
  | { type: 'problem'; view: string; message: string };

/** Views whose changes are told to whoever follows an action's outcome. */
export const FOLLOWED_VIEWS: readonly ViewId[] = ['deployments', 'replicasets'];

/** What the API process tells an engine unasked. */
export type EngineCommand =
  | { type: 'summary'; summary: ClusterSummary }
  /** The API server does not answer others: connections that look open may be dead. */
  | { type: 'suspect'; because: string }
  /** The API server has answered somebody else. */
  | { type: 'reachable' };
