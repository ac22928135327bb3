import { BinnacleError } from '@binnacle/shared/errors';
import { type ResourceName, resourceName } from '@binnacle/shared/names';
import { viewOfKind } from '@binnacle/shared/views';

/**
 * Kinds that are read besides those of the views. Without discovery the plural cannot be known, and guessing it would
 * address the wrong thing; Secrets are left out on purpose.
 */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  'apps/v1 StatefulSet': 'statefulsets',
  'apps/v1 DaemonSet': 'daemonsets',
  'autoscaling/v2 HorizontalPodAutoscaler': 'horizontalpodautoscalers',
  'v1 Namespace': 'namespaces',
  'v1 Service': 'services',
};

/** The plural under which a kind is addressed. @throws BinnacleError `not_found` for a kind that Binnacle does not read */
export function resourceOfKind(apiVersion: string, kind: string): ResourceName {
  const resource = viewOfKind(apiVersion, kind)?.resource ?? OTHER_KINDS[`${apiVersion} ${kind}`];
  if (resource === undefined)
    throw new BinnacleError(
      'not_found',
      `Objects of kind ${kind} (${apiVersion}) are not read by this version of Binnacle.`,
    );
  return resourceName(resource);
}
