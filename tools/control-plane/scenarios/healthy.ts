import { daemonSet, deployment, job, service } from '../workloads.ts';
import { deploymentsAvailable, firstMissing, nodesReady, somePod } from './observations.ts';
import { createAll, type Scenario } from './scenario.ts';

/** A few teams' worth of ordinary workloads; the other scenarios add their trouble to it. */
const WORKLOADS = [
  deployment('web', { replicas: 3, containers: [{ name: 'nginx', image: 'nginx:1.29' }] }),
  service('web', 'default'),
  deployment('api', {
    namespace: 'team-a',
    replicas: 2,
    initContainers: [
      { name: 'migrate', image: 'registry.test/team-a/migrate:2.4.0' },
      { name: 'proxy', image: 'envoy:1.36', sidecar: true },
    ],
    containers: [{ name: 'api', image: 'registry.test/team-a/api:2.4.0', readinessPath: '/ready' }],
  }),
  service('api', 'team-a'),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'database', namespace: 'team-a' },
    stringData: { password: 'only-for-tests' },
  },
  deployment('cache', { namespace: 'team-b', replicas: 1, containers: [{ name: 'redis', image: 'redis:8' }] }),
  job('import', { namespace: 'team-b', containers: [{ name: 'import', image: 'registry.test/team-b/import:7' }] }),
  daemonSet('log-agent', { namespace: 'kube-system', containers: [{ name: 'agent', image: 'fluent-bit:4' }] }),
];

export const healthy: Scenario = {
  says: 'three teams, everything as it should be',
  settlesWithinMs: 60_000,
  apply: ({ api }) => createAll(api, WORKLOADS),
  missing: ({ api }) =>
    firstMissing([
      () => nodesReady(api),
      () => deploymentsAvailable(api),
      () => somePod(api, 'import', 'has completed', (pod) => pod.status.phase === 'Succeeded', 'team-b'),
      () => somePod(api, 'log-agent', 'is running', (pod) => pod.status.phase === 'Running', 'kube-system'),
    ]),
};

/** Nothing is missing of {@link healthy} but the Deployments named. */
export function healthyExcept(...deployments: string[]): Scenario['missing'] {
  return ({ api }) => firstMissing([() => nodesReady(api), () => deploymentsAvailable(api, deployments)]);
}
