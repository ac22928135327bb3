import { setTimeout as delay } from 'node:timers/promises';
import { type ApiClient, ApiError } from '../api-client.ts';
import type { Pod } from '../kube-object.ts';
import { Random } from '../random.ts';
import { deployment } from '../workloads.ts';
import { healthy } from './healthy.ts';
import { pods } from './observations.ts';
import { createAll, type Scenario } from './scenario.ts';

const APPS = ['orders', 'payments', 'stock', 'mail'];

const deploymentPath = (app: string) => `/apis/apps/v1/namespaces/team-b/deployments/${app}`;

async function scale(api: ApiClient, random: Random, app: string): Promise<void> {
  await api.patch(`${deploymentPath(app)}/scale`, { spec: { replicas: 1 + random.below(5) } });
}

async function setImage(api: ApiClient, random: Random, app: string): Promise<void> {
  const containers = [{ name: app, image: `registry.test/${app}:1.${random.below(50)}` }];
  const change = { spec: { template: { spec: { containers } } } };
  await api.patch(deploymentPath(app), change, 'application/strategic-merge-patch+json');
}

async function somePodOf(api: ApiClient, random: Random, app: string): Promise<Pod | undefined> {
  const found = await pods(api, 'team-b', app);
  const living = found.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  living.sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  return living[random.below(living.length)];
}

async function deletePod(api: ApiClient, random: Random, app: string): Promise<void> {
  const pod = await somePodOf(api, random, app);
  if (pod !== undefined) await api.delete(`/api/v1/namespaces/team-b/pods/${pod.metadata.name}`);
}

/** A container restarts, as the kubelet would report it. */
async function restartContainer(api: ApiClient, random: Random, app: string): Promise<void> {
  const pod = await somePodOf(api, random, app);
  const statuses = pod?.status.containerStatuses;
  if (pod === undefined || statuses === undefined) return;
  const containerStatuses = statuses.map((status) => ({ ...status, restartCount: status.restartCount + 1 }));
  await api.patch(`/api/v1/namespaces/team-b/pods/${pod.metadata.name}/status`, { status: { containerStatuses } });
}

const CHANGES = [scale, setImage, deletePod, restartContainer, restartContainer, restartContainer];

/** A pod chosen a moment ago may be gone, and a Deployment may have been changed in between: both are everyday. */
function isEveryday(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 409);
}

export const busy: Scenario = {
  says: 'a cluster that never rests: scaling, new images, pods deleted, containers restarted',
  settlesWithinMs: 60_000,
  async apply(stage) {
    await healthy.apply(stage);
    const objects = APPS.map((app) =>
      deployment(app, {
        namespace: 'team-b',
        replicas: 2,
        containers: [{ name: app, image: `registry.test/${app}:1.0` }],
      }),
    );
    await createAll(stage.api, objects);
  },
  missing: (stage) => healthy.missing(stage),
  async run({ api, seed, changesPerSecond, say }, signal) {
    say(`the busy scenario follows seed ${seed}, ${changesPerSecond} changes a second`);
    const random = new Random(seed);
    while (!signal.aborted) {
      const change = random.pick(CHANGES);
      const app = random.pick(APPS);
      try {
        await change(api, random, app);
      } catch (error) {
        if (signal.aborted) return;
        if (!isEveryday(error)) say(`busy: ${error instanceof Error ? error.message : String(error)}`);
      }
      await delay(1000 / changesPerSecond, undefined, { signal }).catch(() => undefined);
    }
  },
};
