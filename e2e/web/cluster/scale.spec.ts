import { expect, type Page } from '@playwright/test';
import type { RealCluster } from '../../../tools/control-plane/real-cluster.ts';
import { rowOf, tabTo } from '../support/grid.ts';
import { onCluster as test } from '../support/on-cluster.ts';

const NAMESPACE = 'team-b';
const HEALTHY = /healthy in [\d.]+\s?s/;

/** A Deployment of the test's own, all of whose pods are ready. `slow` images take 8 s to get there. */
async function deployed(cluster: RealCluster, name: string, replicas: number, image = 'nginx:1.29'): Promise<void> {
  const where = `-n=${NAMESPACE}`;
  await cluster.kubectl(['create', 'deployment', name, `--image=${image}`, `--replicas=${replicas}`, where]);
  await cluster.kubectl(['rollout', 'status', `deployment/${name}`, where, '--timeout=60s']);
}

const specReplicas = (cluster: RealCluster, name: string) =>
  cluster.kubectl(['get', 'deployment', name, `-n=${NAMESPACE}`, '-o=jsonpath={.spec.replicas}']);

const dialogOf = (page: Page) => page.getByRole('dialog');
const accepted = (page: Page) => dialogOf(page).getByText('Dry run accepted by the API server');

test('by keyboard alone: find, preview, scale with a reason, watch it become healthy, find it in the ledger', async ({
  page,
  cluster,
  name,
}) => {
  await deployed(cluster, 'shop', 1, 'images.test/slow:1');
  await page.goto(`/c/${name}`);
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  const grid = page.getByRole('grid', { name: 'Deployments' });
  await expect(grid).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('name:shop');
  await expect(grid.getByRole('row')).toHaveCount(2);
  await tabTo(page, grid);
  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, 'shop')).toHaveAttribute('aria-selected', 'true');

  await page.keyboard.press('x');
  await expect(dialogOf(page).getByRole('heading', { name: 'Scale shop' })).toBeVisible();
  const replicas = dialogOf(page).getByRole('textbox', { name: 'Replicas' });
  await expect(replicas).toBeFocused();
  await expect(replicas).toHaveValue('1');
  await page.keyboard.type('3');
  await expect(accepted(page)).toBeVisible();
  await expect(dialogOf(page).getByText('spec.replicas: 1')).toBeVisible();
  await expect(dialogOf(page).getByText('spec.replicas: 3')).toBeVisible();
  await expect(dialogOf(page).getByText(`kubectl -n ${NAMESPACE} scale deployment/shop --replicas=3`)).toBeVisible();
  expect(await specReplicas(cluster, 'shop')).toBe('1');
  for (const next of ['One more', 'Reason', 'Ticket']) {
    await page.keyboard.press('Tab');
    await expect(dialogOf(page).getByLabel(next, { exact: true })).toBeFocused();
    if (next === 'Reason') await page.keyboard.type('more people than tills');
    if (next === 'Ticket') await page.keyboard.type('SHOP-7');
  }
  await tabTo(page, dialogOf(page).getByRole('button', { name: 'Scale to 3' }));
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toHaveCount(0);
  await expect(grid).toBeFocused();

  const message = page.getByRole('region', { name: 'Messages' });
  await expect(message.getByRole('link', { name: 'shop: scale 1 → 3' })).toBeVisible();
  await expect(message.getByText('done, watching what comes of it')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'shop', level: 1 })).toBeVisible();
  await expect(page.getByRole('img', { name: /^New revision: [12] ready, 0 failing of 3$/ })).toBeVisible();
  await expect(page.getByRole('img', { name: 'New revision: 3 ready, 0 failing of 3' })).toBeVisible();
  await expect(message.getByText(HEALTHY)).toBeVisible();
  expect(await specReplicas(cluster, 'shop')).toBe('3');

  await page.keyboard.press('g');
  await page.keyboard.press('l');
  const entry = page.getByRole('row').filter({ hasText: 'SHOP-7' });
  await expect(entry).toContainText('Owner');
  await expect(entry).toContainText('scale 1 → 3');
  await expect(entry).toContainText(`${NAMESPACE} / shop`);
  await expect(entry).toContainText('“more people than tills”');
  await expect(entry).toContainText(HEALTHY);
  await expect(page.getByText(/chain verified to entry \d+/)).toBeVisible();
  await tabTo(page, entry.getByRole('button', { name: /^Details of number \d+$/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(`kubectl -n ${NAMESPACE} scale deployment/shop --replicas=3`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo: scale 3 → 1' })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Permalink' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'shop: scale 1 → 3', level: 1 })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('link, as owner, from 127.0.0.1');
});

test('leaving the dialog changes nothing, records nothing, and gives the focus back', async ({
  page,
  cluster,
  binnacle,
  name,
}) => {
  await deployed(cluster, 'undecided', 1);
  const entries = async () => (await binnacle.json<{ total: number }>('/api/v1/ledger')).total;
  const before = await entries();
  await page.goto(`/c/${name}/ns/${NAMESPACE}/deployments/undecided`);
  const scale = page.getByRole('button', { name: 'Scale' });
  await expect(page.getByRole('row', { name: 'Replicas ready' })).toBeVisible();
  await scale.focus();
  for (const leave of [
    () => page.keyboard.press('Escape'),
    () => dialogOf(page).getByRole('button', { name: 'Cancel' }).click(),
    () => dialogOf(page).getByRole('button', { name: 'Close' }).click(),
  ]) {
    await page.keyboard.press('Enter');
    await expect(dialogOf(page).getByRole('textbox', { name: 'Replicas' })).toBeFocused();
    await page.keyboard.type('0');
    await expect(dialogOf(page).getByText('No pod will be left: whatever it serves stops.')).toBeVisible();
    await leave();
    await expect(dialogOf(page)).toHaveCount(0);
    await expect(scale).toBeFocused();
  }
  expect([await specReplicas(cluster, 'undecided'), await entries()]).toEqual(['1', before]);
});

test('a warning says when an autoscaler owns the number', async ({ page, cluster, name }) => {
  await deployed(cluster, 'elastic', 1);
  const autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'elastic-load', namespace: NAMESPACE },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'elastic' },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
  };
  const path = `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`;
  expect(await cluster.api.ask('POST', path, autoscaler)).toMatchObject({ status: 201 });
  await page.goto(`/c/${name}/ns/${NAMESPACE}/deployments/elastic`);
  await page.getByRole('button', { name: 'Scale' }).click();
  await dialogOf(page).getByRole('button', { name: 'One more' }).click();
  await expect(
    dialogOf(page).getByText('The autoscaler elastic-load sets this number and will soon set it again.'),
  ).toBeVisible();
  await expect(accepted(page)).toBeVisible();
});

test('what changed since the preview is not overwritten: the fresh preview is shown, and then exactly that is done', async ({
  page,
  cluster,
  name,
  trouble,
}) => {
  trouble.provoke(/^POST .*\/actions\/scale: 4\d\d$/);
  await deployed(cluster, 'contested', 1);
  await page.goto(`/c/${name}/ns/${NAMESPACE}/deployments/contested`);
  await page.getByRole('button', { name: 'Scale' }).click();
  await dialogOf(page).getByRole('textbox', { name: 'Replicas' }).fill('3');
  await expect(accepted(page)).toBeVisible();
  await cluster.kubectl(['scale', 'deployment', 'contested', '--replicas=2', `-n=${NAMESPACE}`]);
  await dialogOf(page).getByRole('button', { name: 'Scale to 3' }).click();
  await expect(dialogOf(page).getByRole('alert')).toContainText('It changed while you looked.');
  await expect(dialogOf(page).getByText('spec.replicas: 2')).toBeVisible();
  expect(await specReplicas(cluster, 'contested')).toBe('2');
  await dialogOf(page).getByRole('button', { name: 'Scale to 3' }).click();
  await expect(page.getByRole('region', { name: 'Messages' }).getByText(HEALTHY)).toBeVisible();
  expect(await specReplicas(cluster, 'contested')).toBe('3');
});
