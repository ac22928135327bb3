import type { BrowserContext } from '@playwright/test';
import { expect } from '@playwright/test';
import { Binnacle } from '../../support/binnacle.ts';
import { lostCluster } from './lost-cluster.ts';
import { watched } from './watched.ts';

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

export interface Product {
  /** Whose clusters are shown: one that nobody can reach, unless a suite says otherwise. */
  kubeconfig: string;
  binnacle: Binnacle;
  /** Of the person who opened the link of the terminal. */
  session: Session;
}

/** One Binnacle for all tests of a suite, and its owner signed in. */
export const onProduct = watched.extend<object, Product>({
  kubeconfig: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are wanted: none
    async ({}, use) => {
      const lost = await lostCluster();
      await use(lost.kubeconfig);
      await lost.forget();
    },
    { scope: 'worker' },
  ],
  binnacle: [
    async ({ kubeconfig }, use) => {
      const binnacle = await Binnacle.start({ kubeconfig });
      await use(binnacle);
      await binnacle.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  session: [
    async ({ browser, binnacle }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(binnacle.signInLink);
      await expect(page.getByRole('heading', { name: 'Fleet' })).toBeVisible();
      const session = await context.storageState();
      await context.close();
      await use(session);
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ binnacle }, use) => use(binnacle.url),
  storageState: async ({ session }, use) => use(session),
});

/** A Binnacle for this test alone, where nobody has signed in yet. */
export const onFreshProduct = watched.extend<{ binnacle: Binnacle }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are wanted: none
  binnacle: async ({}, use) => {
    const lost = await lostCluster();
    const binnacle = await Binnacle.start({ kubeconfig: lost.kubeconfig });
    await use(binnacle);
    await binnacle.stop();
    await lost.forget();
  },
  baseURL: async ({ binnacle }, use) => use(binnacle.url),
});
