import type { Deployment } from '../kube-object.ts';
import { until } from '../poll.ts';
import { deployment } from '../workloads.ts';
import { healthy, healthyExcept } from './healthy.ts';
import { condition, deploymentsAvailable, firstMissing } from './observations.ts';
import { createAll, type Scenario, type Stage } from './scenario.ts';

const PATH = '/apis/apps/v1/namespaces/default/deployments/storefront';
const FIRST = { name: 'storefront', image: 'registry.test/storefront:1.0' };
const SECOND = { name: 'storefront', image: 'registry.test/storefront:2.0-does-not-exist' };

async function progressDeadlinePassed({ api }: Stage): Promise<string | null> {
  const found = condition(await api.get<Deployment>(PATH), 'Progressing');
  if (found?.reason === 'ProgressDeadlineExceeded') return null;
  return `the rollout of storefront has not passed its deadline (Progressing: ${found?.reason ?? 'not said'})`;
}

export const rolloutStuck: Scenario = {
  says: 'a rollout whose new pods never become ready, past its progress deadline',
  settlesWithinMs: 90_000,
  async apply(stage) {
    await healthy.apply(stage);
    const { api } = stage;
    await createAll(api, [deployment('storefront', { replicas: 3, progressDeadlineSeconds: 5, containers: [FIRST] })]);
    await until(() => deploymentsAvailable(api), { what: 'storefront 1.0 to be available', withinMs: 60_000 });
    const change = { spec: { template: { spec: { containers: [SECOND] } } } };
    await api.patch(PATH, change, 'application/strategic-merge-patch+json');
  },
  missing: (stage) => firstMissing([() => healthyExcept('storefront')(stage), () => progressDeadlinePassed(stage)]),
};
