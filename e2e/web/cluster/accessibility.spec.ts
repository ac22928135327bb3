import { expect, type Locator, type Page } from '@playwright/test';
import { expectAccessible, THEMES } from '../support/accessible.ts';
import { expectNoSidewaysScroll, PHONE } from '../support/narrow.ts';
import { onCluster as test } from '../support/on-cluster.ts';

const main = (page: Page) => page.getByRole('main');

/** Pages by where they are below the cluster's, each with what shows that it is complete. */
const PAGES: Array<[string, string, (page: Page) => Locator]> = [
  ['the overview', '', (page) => main(page).getByText('Crash loop in 2 pods')],
  ['the nodes', '/nodes', (page) => main(page).getByRole('link', { name: 'node-1' })],
  ['the deployments', '/workloads/deployments', (page) => main(page).getByRole('link', { name: 'checkout' })],
  ['the replica sets', '/workloads/replicasets', (page) => main(page).getByRole('link', { name: /^checkout-/ })],
  ['the pods', '/pods', (page) => main(page).getByRole('link', { name: /^reports-/ })],
  ['the events', '/events', (page) => main(page).getByText('BackOff').first()],
  ['a table without a match', '/pods?q=name:nothing-like-it', (page) => main(page).getByText('name:nothing-like-it')],
  ['a deployment in trouble', '/ns/default/deployments/checkout', (page) => main(page).getByText('differs').first()],
  ['its events', '/ns/default/deployments/checkout?tab=events', (page) => main(page).getByText('BackOff').first()],
  ['its manifest', '/ns/default/deployments/checkout?tab=yaml', (page) => main(page).getByText('kind: Deployment')],
  ['its history', '/ns/default/deployments/checkout?tab=history', (page) => main(page).getByText('Nobody has changed')],
  ['a node', '/nodes/node-1', (page) => main(page).getByText('Kubelet').first()],
];

for (const colorScheme of THEMES)
  for (const [what, path, complete] of PAGES)
    test(`axe objects to nothing on ${what} in ${colorScheme}`, async ({ page, name }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`/c/${name}${path}`);
      await expect(complete(page).first()).toBeVisible();
      await expectAccessible(page);
    });

for (const [what, path, complete] of PAGES)
  test(`on a phone ${what} fits, and axe objects to nothing`, async ({ page, name }) => {
    await page.setViewportSize(PHONE);
    await page.goto(`/c/${name}${path}`);
    await expect(complete(page).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });

for (const colorScheme of THEMES)
  test(`axe objects to nothing on the fleet, a pod beside the list, the dialog and the ledger in ${colorScheme}`, async ({
    page,
    binnacle,
    cluster,
    name,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await expect(page.getByText('3 pods failing')).toBeVisible();
    await expectAccessible(page);

    const [pod] = (await cluster.kubectl(['get', 'pods', '-l=app=checkout', '-o=name'])).trim().split('\n');
    const podName = (pod ?? '').replace('pod/', '');
    await page.goto(`/c/${name}/pods?sel=default/${podName}`);
    await expect(page.getByRole('complementary').getByText('crashing:1.3')).toBeVisible();
    await expectAccessible(page);
    await page.goto(`/c/${name}/ns/default/pods/${podName}`);
    await expect(main(page).getByText('crashing:1.3')).toBeVisible();
    await expectAccessible(page);

    await page.goto(`/c/${name}/ns/team-b/deployments/cache`);
    await page.getByRole('button', { name: 'Scale' }).click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('textbox', { name: 'Replicas' }).fill('0');
    await expect(page.getByRole('dialog').getByText('Dry run accepted by the API server')).toBeVisible();
    await expectAccessible(page);

    const body = {
      target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'team-b', name: 'cache' },
      input: { replicas: colorScheme === 'light' ? 2 : 1 },
      reason: 'something for the ledger',
    };
    const { body: row } = await binnacle.post<{ id: string }>(`/api/v1/clusters/${name}/actions/scale`, body, {
      'idempotency-key': crypto.randomUUID(),
    });
    for (const viewport of [PHONE, { width: 1280, height: 800 }])
      for (const path of [`/ledger?open=${row.id}`, `/ledger/${row.id}`]) {
        await page.setViewportSize(viewport);
        await page.goto(path);
        await expect(main(page).getByText('scale deployment/cache').first()).toBeVisible();
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
      }
  });
