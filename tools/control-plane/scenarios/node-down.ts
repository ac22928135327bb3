import { KUBELET_LABEL } from '../flags.ts';
import type { Node } from '../kube-object.ts';
import { until } from '../poll.ts';
import { deployment } from '../workloads.ts';
import { healthy } from './healthy.ts';
import { condition, deploymentsAvailable, firstMissing, somePod } from './observations.ts';
import { createAll, type Scenario, type Stage } from './scenario.ts';

/** The node that falls silent: the last one. */
function silentNode({ nodes }: Stage): string {
  const name = nodes.at(-1);
  if (name === undefined || nodes.length < 2) throw new Error('The scenario node-down needs at least two nodes.');
  return name;
}

async function nodeUnknown(stage: Stage): Promise<string | null> {
  const name = silentNode(stage);
  const ready = condition(await stage.api.get<Node>(`/api/v1/nodes/${name}`), 'Ready');
  return ready?.status === 'Unknown' ? null : `node ${name} still says Ready=${ready?.status ?? 'nothing'}`;
}

/**
 * One pod a node, which leaves a silent node after two seconds instead of five minutes: its pod there stays
 * Terminating, since no kubelet confirms the end, and another is made elsewhere.
 */
const IMPATIENT = deployment('gateway', {
  replicas: 6,
  tolerateSilentNodeSeconds: 2,
  containers: [{ name: 'gateway', image: 'registry.test/gateway:3' }],
});

export const nodeDown: Scenario = {
  says: 'a node whose kubelet has fallen silent',
  settings: { nodeMonitorGraceSeconds: 12 },
  settlesWithinMs: 90_000,
  async apply(stage) {
    const { api } = stage;
    await healthy.apply(stage);
    await createAll(api, [IMPATIENT]);
    await until(() => healthy.missing(stage), { what: 'the cluster to be healthy first', withinMs: 60_000 });
    await api.patch(`/api/v1/nodes/${silentNode(stage)}`, { metadata: { labels: { [KUBELET_LABEL]: null } } });
  },
  missing: (stage) =>
    firstMissing([
      () => nodeUnknown(stage),
      () =>
        somePod(stage.api, 'gateway', 'is being taken off the silent node', (pod) => {
          return pod.metadata.deletionTimestamp !== undefined && pod.spec.nodeName === silentNode(stage);
        }),
      // Pods that stay on the silent node count as unavailable; those that left it have been replaced.
      () => deploymentsAvailable(stage.api, ['web', 'api', 'cache']),
    ]),
};
