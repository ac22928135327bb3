import type { Pod } from '../kube-object.ts';
import { deployment } from '../workloads.ts';
import { healthy, healthyExcept } from './healthy.ts';
import { containers, firstMissing, somePod, waitsFor } from './observations.ts';
import { createAll, type Scenario } from './scenario.ts';

const TROUBLE = [
  deployment('checkout', {
    replicas: 2,
    containers: [
      { name: 'checkout', image: 'images.test/crashing:1.3' },
      { name: 'metrics', image: 'prom-exporter:2' },
    ],
  }),
  deployment('reports', {
    namespace: 'team-a',
    replicas: 1,
    containers: [{ name: 'reports', image: 'images.test/out-of-memory:5' }],
  }),
];

function loops(pod: Pod, exitCode: number): boolean {
  const endedSo = containers(pod).some(
    ({ restartCount, lastState }) => restartCount >= 3 && lastState?.terminated?.exitCode === exitCode,
  );
  return endedSo && waitsFor(pod, 'CrashLoopBackOff');
}

export const crashLoop: Scenario = {
  says: 'a container that crashes again and again, and one that is killed for its memory',
  settlesWithinMs: 90_000,
  async apply(stage) {
    await healthy.apply(stage);
    await createAll(stage.api, TROUBLE);
  },
  missing: (stage) =>
    firstMissing([
      () => healthyExcept('checkout', 'reports')(stage),
      () => somePod(stage.api, 'checkout', 'is in a crash loop after exit code 1', (pod) => loops(pod, 1)),
      () => somePod(stage.api, 'reports', 'is in a crash loop after OOMKilled', (pod) => loops(pod, 137), 'team-a'),
    ]),
};
