import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { onCluster as test } from '../support/on-cluster.ts';

const PICTURE = fileURLToPath(new URL('../../../docs/images/overview.png', import.meta.url));

test('the picture of the README: a cluster with trouble on it', async ({ page, cluster, name }) => {
  await page.goto(`/c/${name}`);
  await expect(page.getByText('Crash loop in 2 pods')).toBeVisible();
  // Something to see in the list of changes.
  await cluster.kubectl(['scale', 'deployment', 'web', '--replicas=5']);
  await expect(page.getByText('replicas 3 → 5')).toBeVisible();
  await cluster.kubectl(['set', 'image', 'deployment/cache', 'redis=redis:8.2', '-n=team-b']);
  await expect(page.getByText('redis:8.2').first()).toBeVisible();
  await expect(page.getByRole('img', { name: 'Workloads: 2 rolling out, 3 healthy' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Pods: 3 failing, 1 finished, 11 running' })).toBeVisible();
  await page.screenshot({ path: PICTURE });
});
