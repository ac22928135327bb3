import { expect } from '@playwright/test';
import { LOST } from '../support/lost-cluster.ts';
import { onProduct as test } from '../support/product.ts';

test('an address that means nothing says so, and leads back to the fleet', async ({ page }) => {
  await page.goto('/nowhere/at/all');
  await expect(page.getByRole('heading', { name: 'Not found', level: 1 })).toBeAttached();
  await expect(page.getByText('Nothing is at /nowhere/at/all')).toBeVisible();
  await page.getByRole('link', { name: 'To the fleet' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
});

test('every page has a title of its own', async ({ page }) => {
  for (const [path, title] of [
    ['/', 'Fleet'],
    [`/c/${LOST}`, LOST],
    [`/c/${LOST}/pods`, `Pods · ${LOST}`],
    ['/ledger', 'Ledger'],
    ['/nowhere', 'Not found'],
  ] as const) {
    await page.goto(path);
    await expect(page).toHaveTitle(`${title} · Binnacle`);
  }
});

test('the theme is the system’s until one is chosen, changes at once, and is remembered', async ({ page }) => {
  const theme = () => page.locator('html').getAttribute('data-theme');
  const background = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  expect(await theme()).toBe('dark');
  const dark = await background();

  await page.getByRole('button', { name: 'Owner, preferences' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'As the system' })).toBeChecked();
  await page.getByRole('menuitemradio', { name: 'Light' }).click();
  await expect.poll(background).not.toBe(dark);
  const light = await background();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  expect([await theme(), await background()]).toEqual(['light', light]);
});

test('by keyboard: past the rail to the content, to an area, and to another through the palette', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page).toHaveURL('/ledger');

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await expect(palette).toBeVisible();
  await page.keyboard.type('Pods');
  await expect(palette.getByRole('option', { name: 'Pods', selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/c/${LOST}/pods`);
  await expect(palette).toHaveCount(0);
});

test('the palette chooses what comes later than what was typed, so that Enter finds it', async ({ page }) => {
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/api/v1/clusters', async (route) => {
    isAsked();
    await released;
    await route.continue();
  });
  await page.goto('/');
  await asked;
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await palette.getByRole('combobox').fill('cluster');
  await expect(palette.getByText('Nothing of that name')).toBeVisible();
  release();
  await expect(palette.getByRole('option', { name: LOST, selected: true })).toBeVisible();
});

test('a dialog keeps the focus inside, and gives it back to where it was', async ({ page }) => {
  await page.goto('/');
  const search = page.getByRole('button', { name: 'Search or run a command' });
  await search.focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  await expect(help).toBeVisible();
  for (let count = 0; count < 6; count++) {
    await page.keyboard.press('Tab');
    await expect(help.locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await expect(search).toBeFocused();
});
