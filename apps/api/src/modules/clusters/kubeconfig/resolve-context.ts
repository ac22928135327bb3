import { shown } from '@binnacle/shared/names';
import { clusterSpecOf } from './cluster-spec.js';
import type { ConfigEntry } from './config-entry.js';
import type { KubeconfigParts } from './kubeconfig-file.js';
import { ClusterConfigError } from './problem.js';
import type { ClusterSpec, ResolvedContext } from './specs.js';
import { userSpecOf } from './user-spec.js';

function clusterEntry(context: ConfigEntry, parts: KubeconfigParts): ConfigEntry {
  const fault = 'missing_context_cluster';
  const name = context.text('cluster', fault);
  if (name === undefined)
    throw context.error(
      fault,
      'cluster',
      'the context names no cluster',
      'Add cluster: with a name of the clusters list.',
    );
  const found = parts.clusters.get(name);
  if (found === undefined)
    throw context.error(
      fault,
      'cluster',
      `the context names cluster ${shown(name)}, which the clusters list does not have`,
      'Add that cluster, or correct the name.',
    );
  return found;
}

function userEntry(context: ConfigEntry, parts: KubeconfigParts): ConfigEntry {
  const fault = 'missing_context_user';
  const name = context.text('user', fault);
  // Going on without a user would mean going on as nobody in particular; that has to be said, not assumed.
  if (name === undefined)
    throw context.error(fault, 'user', 'the context names no user', 'Add user: with a name of the users list.');
  const found = parts.users.get(name);
  if (found === undefined)
    throw context.error(
      fault,
      'user',
      `the context names user ${shown(name)}, which the users list does not have`,
      'Add that user, or correct the name.',
    );
  return found;
}

/** Follows a context to its cluster and user. A context that leads nowhere is returned as broken, never dropped. */
export function resolveContext(name: string, context: ConfigEntry, parts: KubeconfigParts): ResolvedContext {
  let cluster: ClusterSpec | null = null;
  try {
    cluster = clusterSpecOf(clusterEntry(context, parts));
    return { context: name, cluster, user: userSpecOf(userEntry(context, parts)), broken: null };
  } catch (error) {
    if (!(error instanceof ClusterConfigError)) throw error;
    return { context: name, cluster, user: null, broken: error };
  }
}
