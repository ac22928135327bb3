import { z } from 'zod';

/**
 * How old what you see may be. `since` is when the state began, RFC 3339 UTC; `because` is a sentence for a person;
 * `retryAt` when the next attempt is due. Only `live` may be shown as current.
 */
export const freshnessSchema = z.object({
  state: z.enum(['loading', 'live', 'catching-up', 'stale', 'forbidden']),
  since: z.string(),
  because: z.string().optional(),
  retryAt: z.string().optional(),
});
export type Freshness = z.infer<typeof freshnessSchema>;

/** Why a cluster cannot be reached, as a closed list: the page explains each, and scripts branch on it. */
export const CLUSTER_FAULTS = [
  'missing_context_cluster',
  'missing_context_user',
  'invalid_server_url',
  'certificate_expired',
  'certificate_untrusted',
  'certificate_name_mismatch',
  'tls_failed',
  'connection_refused',
  'host_not_found',
  'timed_out',
  'connection_lost',
  'unauthorized',
  'forbidden',
  'credential_failed',
  'server_error',
  'replaced',
] as const;
export type ClusterFault = (typeof CLUSTER_FAULTS)[number];

/** Something wrong with a kubeconfig: where, what, and what to do. Lines and columns count from 1. */
export const kubeconfigProblemSchema = z.object({
  file: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  /** Such as `contexts[0].context.cluster`. */
  field: z.string().optional(),
  message: z.string(),
  hint: z.string(),
});
export type KubeconfigProblem = z.infer<typeof kubeconfigProblemSchema>;

/** One cluster of the fleet, as every page and `GET /clusters` shows it. */
export const clusterSummarySchema = z.object({
  name: z.string(),
  /** The kubeconfig context it came from. */
  context: z.string(),
  /** UID of its kube-system namespace; null until the cluster was reached once. */
  uid: z.string().nullable(),
  version: z.string().nullable(),
  server: z.string().nullable(),
  state: z.enum(['connecting', 'reachable', 'unreachable']),
  since: z.string(),
  fault: z.enum(CLUSTER_FAULTS).nullable(),
  because: z.string().nullable(),
  retryAt: z.string().nullable(),
});
export type ClusterSummary = z.infer<typeof clusterSummarySchema>;
