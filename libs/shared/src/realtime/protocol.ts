import { z } from 'zod';
import { freshnessSchema } from '../clusters/index.js';
import { clusterNameSchema, targetSchema } from '../names/index.js';
import { VIEW_IDS } from '../views/index.js';

/**
 * The live protocol, version 1, over one socket.io connection at `/live`.
 *
 * Client to server: three events, each acknowledged once: `hello`, `subscribe`, `unsubscribe`.
 * Server to client: one event, `f`, whose only argument is a string: the JSON of one {@link ServerFrame}. A frame is
 * encoded once and shared by every subscriber of a topic, so it never holds anything about one of them.
 *
 * A topic is a *table* (a view of a cluster: rows, addressed by numbers that are only good within one epoch) or a
 * *document* (one JSON value, replaced whole). Both are numbered: a table frame says from which number to which it
 * leads; a reader whose number is not `from` subscribes again with `resume`, and gets what it missed, or a snapshot.
 */
/** What a client may ask for. It never names a room: the server derives that from the actor's rights. */
export const topicSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('table'), cluster: clusterNameSchema, view: z.enum(VIEW_IDS) }),
  z.strictObject({ type: z.literal('overview'), cluster: clusterNameSchema }),
  z.strictObject({ type: z.literal('object'), cluster: clusterNameSchema, target: targetSchema }),
  z.strictObject({ type: z.literal('fleet') }),
  z.strictObject({ type: z.literal('ledger') }),
]);
export type Topic = z.infer<typeof topicSchema>;
export type TopicInput = z.input<typeof topicSchema>;

export const helloSchema = z.strictObject({ protocol: z.number().int() });
export const subscribeSchema = z.strictObject({
  topic: topicSchema,
  resume: z.strictObject({ epoch: z.string().max(64), seq: z.number().int().nonnegative() }).optional(),
  /** For tables: the order of the first window that is sent ahead of a large snapshot. */
  window: z.strictObject({ sort: z.string().max(64), limit: z.number().int().min(1).max(500) }).optional(),
});
export type Subscribe = z.output<typeof subscribeSchema>;
export const unsubscribeSchema = z.strictObject({ key: z.string().max(1_024) });

/** Why an event was not followed: a code of libs/shared/errors, or `client-too-old` and `client-too-new` of `hello`. */
export type Refusal = { ok: false; code: string; detail: string };
export type HelloReply = { ok: true; protocol: number; serverTime: string } | Refusal;
/** `key` names the topic in every frame about it. */
export type SubscribeReply = { ok: true; key: string } | Refusal;
export type UnsubscribeReply = { ok: boolean } | Refusal;

const cell = z.union([z.string(), z.number(), z.null()]);

/**
 * Rows column by column, in the order of the view's wire columns. A column with a dictionary holds indexes into it
 * (-1 is null); others hold the cells. `ids` are the row numbers of this epoch.
 */
export const columnarSchema = z.object({
  ids: z.array(z.number().int()),
  columns: z.array(
    z.union([
      z.object({ dict: z.array(z.string()), at: z.array(z.number().int()) }),
      z.object({ cells: z.array(cell) }),
    ]),
  ),
});
export type Columnar = z.infer<typeof columnarSchema>;

/** Counts by state over the whole table. */
export const countsSchema = z.record(z.string(), z.number().int());

const tableFrames = [
  /** The first thing a new reader gets: totals and the first rows of its order; the rest follows as `rows` or at `url`. */
  z.object({
    t: z.literal('snapshot'),
    key: z.string(),
    epoch: z.string(),
    seq: z.number().int(),
    total: z.number().int(),
    counts: countsSchema,
    freshness: freshnessSchema,
    rows: columnarSchema.optional(),
    /** Present when the table is large: first rows in the asked order, and where the whole is. */
    window: columnarSchema.optional(),
    url: z.string().optional(),
  }),
  /**
   * Changes from number `from` to number `to`. `up` entries are flat: row number, then pairs of column number and
   * value; a row the reader does not hold comes with all its columns. `rows` is the other form of the same, used for
   * catch-up: whole rows. `gap` is set when removals before it were forgotten and the reader must take a snapshot.
   */
  z.object({
    t: z.literal('delta'),
    key: z.string(),
    epoch: z.string(),
    from: z.number().int(),
    to: z.number().int(),
    up: z.array(z.array(cell)).optional(),
    rows: columnarSchema.optional(),
    del: z.array(z.number().int()).optional(),
  }),
] as const;

export const serverFrameSchema = z.discriminatedUnion('t', [
  ...tableFrames,
  /** A document, whole. */
  z.object({
    t: z.literal('document'),
    key: z.string(),
    seq: z.number().int(),
    body: z.unknown(),
    freshness: freshnessSchema,
  }),
  /** Nothing changed, or freshness did: the topic stands at `seq` and this is how old it may be. */
  z.object({
    t: z.literal('mark'),
    key: z.string(),
    epoch: z.string(),
    seq: z.number().int(),
    freshness: freshnessSchema,
  }),
  /** What the reader asked to resume from is gone: a snapshot follows. Said, never hidden. */
  z.object({ t: z.literal('gap'), key: z.string(), reason: z.enum(['epoch-changed', 'history-forgotten']) }),
  /** The topic is over for this reader. */
  z.object({ t: z.literal('closed'), key: z.string(), code: z.string(), detail: z.string() }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type SnapshotFrame = Extract<ServerFrame, { t: 'snapshot' }>;
export type DeltaFrame = Extract<ServerFrame, { t: 'delta' }>;
export type DocumentFrame = Extract<ServerFrame, { t: 'document' }>;
export type MarkFrame = Extract<ServerFrame, { t: 'mark' }>;

/** The events of the socket, for socket.io's types on both ends. */
export interface ClientEvents {
  hello(message: z.input<typeof helloSchema>, reply: (answer: HelloReply) => void): void;
  subscribe(message: z.input<typeof subscribeSchema>, reply: (answer: SubscribeReply) => void): void;
  unsubscribe(message: z.input<typeof unsubscribeSchema>, reply: (answer: UnsubscribeReply) => void): void;
}
export interface ServerEvents {
  f(frame: string): void;
}

/** Body of the snapshot at `url`: `GET /api/v1/clusters/{cluster}/views/{view}/snapshot`. */
export const snapshotBodySchema = z.object({ epoch: z.string(), seq: z.number().int(), rows: columnarSchema });
export type SnapshotBody = z.infer<typeof snapshotBodySchema>;
