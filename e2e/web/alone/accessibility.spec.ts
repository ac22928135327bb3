import { expect, type Locator, type Page } from '@playwright/test';
import { expectAccessible, THEMES } from '../support/accessible.ts';
import { LOST } from '../support/lost-cluster.ts';
import { expectNoSidewaysScroll, PHONE } from '../support/narrow.ts';
import { onProduct as test } from '../support/product.ts';

const why = (page: Page) => page.getByRole('main').getByText('refuses connections').first();

/** Pages as they are without a cluster, each with what shows that it is complete. */
const PAGES: Array<[string, string, (page: Page) => Locator]> = [
  ['the fleet', '/', (page) => page.getByText('Health unknown')],
  ['an overview', `/c/${LOST}`, why],
  ['a table', `/c/${LOST}/pods`, why],
  ['an object', `/c/${LOST}/ns/default/deployments/web`, why],
  ['the ledger', '/ledger', (page) => page.getByText('chain verified')],
  ['a page that is not there', '/nowhere', (page) => page.getByText('There is no such page')],
];

for (const colorScheme of THEMES)
  for (const [what, path, complete] of PAGES)
    test(`axe objects to nothing on ${what} in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(path);
      await expect(complete(page)).toBeVisible();
      await expectAccessible(page);
    });

for (const [what, path, complete] of PAGES)
  test(`on a phone ${what} fits, and axe objects to nothing`, async ({ page }) => {
    await page.setViewportSize(PHONE);
    await page.goto(path);
    await expect(complete(page)).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });

for (const colorScheme of THEMES)
  test(`axe objects to nothing in menus and dialogs in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await page.getByRole('button', { name: 'Owner, preferences' }).click();
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Cluster: All clusters' }).click();
    await expect(page.getByRole('menuitem', { name: LOST })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    for (const key of ['Control+k', '?']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });
