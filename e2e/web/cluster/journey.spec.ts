import { expect } from '@playwright/test';
import { onCluster as test } from '../support/on-cluster.ts';

test('from the fleet to every area of a cluster and back, each live', async ({ page, name }) => {
  const live = page.getByRole('banner').getByRole('status');
  await page.goto('/');
  await expect(page.getByText('3 pods failing')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name, exact: true }).click();
  await expect(page).toHaveURL(`/c/${name}`);
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(live).toHaveText('Live');
  for (const [area, path, heading] of [
    ['Nodes', 'nodes', 'Nodes'],
    ['Workloads', 'workloads/deployments', 'Deployments'],
    ['Pods', 'pods', 'Pods'],
    ['Events', 'events', 'Events'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: area }).click();
    await expect(page).toHaveURL(`/c/${name}/${path}`);
    await expect(page.getByRole('heading', { name: `${heading} of ${name}`, level: 1 })).toBeAttached();
    await expect(page.getByRole('grid', { name: heading }).getByRole('row').nth(1)).toBeVisible();
    await expect(live).toHaveText('Live');
  }
  await page.goBack();
  await expect(page).toHaveURL(`/c/${name}/pods`);
  await expect(page.getByRole('grid', { name: 'Pods' })).toBeVisible();
});

test('an object’s page: what is wanted and what is so, what it owns down to the pods, and its manifest', async ({
  page,
  cluster,
  name,
}) => {
  await page.goto(`/c/${name}/workloads/deployments`);
  await page.getByRole('grid').getByRole('link', { name: 'checkout', exact: true }).click();
  await expect(page).toHaveURL(`/c/${name}/ns/default/deployments/checkout`);
  await expect(page.getByRole('row', { name: 'Replicas ready' }).getByRole('cell')).toHaveText([/^2/, /^0.*differs/]);
  await expect(page.getByRole('row', { name: 'Image' }).getByRole('cell').first()).toHaveText(
    'crashing:1.3, prom-exporter:2',
  );

  await page.getByRole('link', { name: 'YAML' }).click();
  const manifest = page.getByRole('region', { name: 'YAML of the object' });
  await expect(manifest).toContainText('kind: Deployment');
  await expect(manifest).toContainText('image: images.test/crashing:1.3');
  await expect(manifest).not.toContainText('managedFields');
  await page.getByRole('switch', { name: 'Managed fields' }).click();
  await expect(manifest).toContainText('managedFields');
  await page.goBack();

  const pods = (await cluster.kubectl(['get', 'pods', '-l=app=checkout', '-o=name'])).trim().split('\n');
  for (const pod of pods)
    await expect(page.getByRole('link', { name: pod.split('-').at(-1), exact: true })).toBeVisible();
  const [first = ''] = pods;
  await page.getByRole('link', { name: first.split('-').at(-1), exact: true }).click();
  await expect(page).toHaveURL(`/c/${name}/ns/default/pods/${first.replace('pod/', '')}`);
  await expect(page.getByText('CrashLoopBackOff').first()).toBeVisible();
  await page.getByRole('link', { name: /^ReplicaSet checkout-/ }).click();
  await expect(page.getByRole('heading', { name: /^checkout-/, level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Deployment checkout' }).first().click();
  await expect(page.getByRole('heading', { name: 'checkout', level: 1 })).toBeVisible();
});

test('a pod beside the list: the list stays alive and the address can be passed on', async ({
  page,
  cluster,
  name,
}) => {
  const pod = (await cluster.kubectl(['get', 'pods', '-n=team-a', '-l=app=reports', '-o=name'])).trim();
  const podName = pod.replace('pod/', '');
  await page.goto(`/c/${name}/pods?q=ns:team-a`);
  const row = page.getByRole('row').filter({ hasText: podName });
  await row.getByRole('gridcell', { name: 'CrashLoopBackOff' }).click();
  const drawer = page.getByRole('complementary', { name: `Pod ${podName}` });
  await expect(drawer.getByRole('heading', { name: podName })).toBeVisible();
  await expect(drawer.getByText('OOMKilled').or(drawer.getByText('128Mi')).first()).toBeVisible();
  await page.reload();
  await expect(drawer.getByRole('heading', { name: podName })).toBeVisible();
  await expect(row).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
});
