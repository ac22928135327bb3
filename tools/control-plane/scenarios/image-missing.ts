import { deployment } from '../workloads.ts';
import { healthy, healthyExcept } from './healthy.ts';
import { firstMissing, somePod, waitsFor } from './observations.ts';
import { createAll, type Scenario } from './scenario.ts';

export const imageMissing: Scenario = {
  says: 'a Deployment whose image cannot be pulled',
  settlesWithinMs: 60_000,
  async apply(stage) {
    await healthy.apply(stage);
    await createAll(stage.api, [
      deployment('search', { replicas: 2, containers: [{ name: 'search', image: 'registry.test/search:missing' }] }),
    ]);
  },
  missing: (stage) =>
    firstMissing([
      () => healthyExcept('search')(stage),
      () => somePod(stage.api, 'search', 'backs off from its image', (pod) => waitsFor(pod, 'ImagePullBackOff')),
    ]),
};
