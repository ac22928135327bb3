import { z } from 'zod';
import { clusterSummarySchema, kubeconfigProblemSchema } from '../clusters/index.js';
import { STATES } from '../health/index.js';

/** A named problem: what is wrong, what it means, since when. Sentences for a person; `code` for a script. */
export const findingSchema = z.object({
  /** Stable while the problem lasts: code and object. */
  id: z.string(),
  code: z.string(),
  state: z.enum(STATES),
  title: z.string(),
  detail: z.string(),
  /** Seconds since 1970; null when the evidence carries no time. */
  since: z.number().nullable(),
  object: z.object({ apiVersion: z.string(), kind: z.string(), namespace: z.string().nullable(), name: z.string() }),
});
export type Finding = z.infer<typeof findingSchema>;

/** A change that the watch saw, in words: `replicas 3 → 5`, `image web:1.4 → web:1.5`, `became failing: ImagePullBackOff`. */
export const changeSchema = z.object({
  seq: z.number().int(),
  at: z.number(),
  state: z.enum(STATES),
  words: z.string(),
  object: findingSchema.shape.object,
});
export type Change = z.infer<typeof changeSchema>;

const byState = z.record(z.enum(STATES), z.number().int());

/** Body of the `overview` document. Counts are null while their table is not loaded: missing is unknown, never zero. */
export const overviewSchema = z.object({
  cluster: clusterSummarySchema,
  nodes: z.object({ total: z.number(), byState }).nullable(),
  deployments: z.object({ total: z.number(), byState }).nullable(),
  pods: z.object({ total: z.number(), byState }).nullable(),
  capacity: z
    .object({
      cpu: z.number(),
      memory: z.number(),
      pods: z.number(),
      cpuRequested: z.number(),
      memoryRequested: z.number(),
    })
    .nullable(),
  /** Worst first, at most 50; `findingsTotal` counts all. */
  findings: z.array(findingSchema),
  findingsTotal: z.number().int(),
  /** Newest first, at most 50. */
  changes: z.array(changeSchema),
});
export type Overview = z.infer<typeof overviewSchema>;

export const fleetSchema = z.object({
  clusters: z.array(clusterSummarySchema),
  /** What of the kubeconfigs could not be used. */
  problems: z.array(kubeconfigProblemSchema),
});
export type Fleet = z.infer<typeof fleetSchema>;

export interface TreeNode {
  apiVersion: string;
  kind: string;
  namespace: string | null;
  name: string;
  state: (typeof STATES)[number];
  status: string;
  because: string;
  /** A few facts of the row: ready, wanted, revision, node, restarts, createdAt. */
  facts: Record<string, string | number | null>;
  children: TreeNode[];
  /** Children beyond those listed. */
  more: number;
}
export const treeNodeSchema: z.ZodType<TreeNode> = z.lazy(() =>
  z.object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string(),
    state: z.enum(STATES),
    status: z.string(),
    because: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    children: z.array(treeNodeSchema),
    more: z.number().int(),
  }),
);

/** A rollout as two bars: the new revision and all old ones. */
export const rolloutSchema = z.object({
  revision: z.number().nullable(),
  /** One sentence of truth: what is so, what it means for users now, what happens next if nobody acts. */
  sentence: z.string(),
  state: z.enum(STATES),
  wanted: z.number(),
  /** Pods of the new ReplicaSet; null while no ReplicaSet of the current template is known. */
  fresh: z.object({ replicaSet: z.string(), pods: z.number(), ready: z.number(), failing: z.number() }).nullable(),
  old: z.object({ replicaSets: z.array(z.string()), pods: z.number(), ready: z.number() }),
  maxSurge: z.string().nullable(),
  maxUnavailable: z.string().nullable(),
  /** When the controller will call it failed, seconds since 1970; null when nothing is pending. */
  deadlineAt: z.number().nullable(),
  observed: z.object({ generation: z.number().nullable(), observedGeneration: z.number().nullable() }),
});
export type Rollout = z.infer<typeof rolloutSchema>;

/** Body of the `object` document: what the watch knows of one object. The page reads the object itself on demand. */
export const objectDocumentSchema = z.object({
  /** False once it is gone (or was never there); the rest is then what was last known, or null. */
  exists: z.boolean(),
  row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable(),
  tree: treeNodeSchema.nullable(),
  rollout: rolloutSchema.nullable(),
  /** Events about it and what it owns, newest first, at most 50. */
  events: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
});
export type ObjectDocument = z.infer<typeof objectDocumentSchema>;
