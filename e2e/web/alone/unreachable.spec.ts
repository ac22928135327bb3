import { expect } from '@playwright/test';
import { LOST } from '../support/lost-cluster.ts';
import { onProduct as test } from '../support/product.ts';

const WHY = /127\.0\.0\.1:\d+ refuses connections: nothing listens there\. Is the cluster running\?/;

test('the fleet says of a cluster that is not there since when, why, and what to look at; nothing is green', async ({
  page,
}) => {
  await page.goto('/');
  const card = page.getByRole('region', { name: 'Fleet' });
  await expect(card.getByRole('link', { name: LOST })).toBeVisible();
  await expect(card.getByText('Not reached')).toBeVisible();
  const trouble = card.getByRole('listitem').filter({ hasText: WHY });
  await expect(trouble.getByRole('time')).toHaveText(/^\d+\s[smh]$/);
  await expect(trouble.getByRole('time')).toHaveAttribute('title', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  await expect(card.getByText('Health unknown')).toBeVisible();
  await expect(card.getByRole('img', { name: 'Pods: not known' })).toBeVisible();
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(/^0 of 1 /);
});

test('its overview says why too, and does not claim that nothing needs attention', async ({ page }) => {
  await page.goto(`/c/${LOST}`);
  const main = page.getByRole('main');
  await expect(main.getByText(WHY).first()).toBeVisible();
  await expect(main.getByText('Nothing needs attention')).toHaveCount(0);
  await expect(main.getByText('Nothing has changed')).toHaveCount(0);
});

for (const [path, what] of [
  ['nodes', 'Nodes'],
  ['workloads/deployments', 'Deployments'],
  ['pods', 'Pods'],
  ['events', 'Events'],
])
  test(`${what} that were never read are not shown as none`, async ({ page }) => {
    await page.goto(`/c/${LOST}/${path}`);
    const main = page.getByRole('main');
    await expect(main.getByText(`${what} cannot be seen now`)).toBeVisible();
    await expect(main.getByText(WHY).first()).toBeVisible();
    await expect(main.getByText(/\b0 \w+/)).toHaveCount(0);
    await expect(page.getByRole('banner').getByRole('status')).not.toHaveText('Live');
  });

test('an object that was never read is not said to be missing', async ({ page }) => {
  await page.goto(`/c/${LOST}/ns/default/deployments/web`);
  const main = page.getByRole('main');
  await expect(main.getByText('Deployment web cannot be seen now')).toBeVisible();
  await expect(main.getByText(WHY).first()).toBeVisible();
  await expect(main.getByText('There is no Deployment of this name')).toHaveCount(0);
});

test('a cluster that nobody knows is said to be unknown, and which are known', async ({ page }) => {
  await page.goto('/c/elsewhere');
  await expect(page.getByRole('alert').getByText(`There is no cluster "elsewhere". Known: ${LOST}.`)).toBeVisible();
});

test('the ledger does not need the cluster: it is empty, says what fills it, and is verified', async ({ page }) => {
  await page.goto('/ledger');
  const main = page.getByRole('main');
  await expect(main.getByText('Nothing on the record yet')).toBeVisible();
  await expect(main.getByText('Every change made through Binnacle is written here before it happens')).toBeVisible();
  await expect(main.getByText(/chain verified to entry 0, \d\d:\d\d:\d\d/)).toBeVisible();
});

test('an action that is not on the record is said not to be', async ({ page, trouble }) => {
  trouble.provoke(/^GET \/api\/v1\/ledger\/nope: 4\d\d$/);
  await page.goto('/ledger/nope');
  const said = page.getByRole('alert').filter({ hasText: 'This action could not be read' });
  await expect(said).toBeVisible();
  await expect(said).toContainText('No action has this id');
});
