import { expect, type Page } from '@playwright/test';
import { expectAccessible, THEMES } from '../support/accessible.ts';
import { onFreshProduct, onProduct } from '../support/product.ts';

/** Asking is answered so where nobody is signed in. */
const NOBODY = /^GET \/api\/v1\/\w+: 401$/;
const REFUSED = /^POST \/api\/v1\/session: 401$/;
const WRONG_LINK = '/sign-in#code=not-a-code';

const fleet = (page: Page) => page.getByRole('heading', { name: 'Fleet', level: 1 });
const signInPage = (page: Page) => page.getByRole('heading', { name: 'Sign in to Binnacle' });
const refusal = (page: Page) => page.getByRole('alert').filter({ hasText: 'That link did not sign you in' });

onProduct.describe('nobody signed in', () => {
  onProduct.use({ storageState: { cookies: [], origins: [] } });

  for (const path of ['/', '/c/lost/pods', '/ledger'])
    onProduct(`${path} shows nothing but how to sign in`, async ({ page, trouble }) => {
      trouble.provoke(NOBODY);
      await page.goto(path);
      await expect(signInPage(page)).toBeVisible();
      await expect(page.getByText('Open that link in this browser. It works once')).toBeVisible();
      await expect(page.getByRole('navigation')).toHaveCount(0);
    });

  onProduct('a wrong link is refused with what to do, and stays nowhere', async ({ page, trouble }) => {
    trouble.provoke(REFUSED);
    await page.goto(WRONG_LINK);
    await expect(refusal(page)).toBeVisible();
    await expect(page.getByText('Open that link in this browser.')).toBeVisible();
    expect(page.url()).not.toContain('code=');
  });

  for (const colorScheme of THEMES)
    onProduct(`axe objects to nothing in ${colorScheme}`, async ({ page, trouble }) => {
      await page.emulateMedia({ colorScheme });
      trouble.provoke(NOBODY, REFUSED);
      await page.goto('/');
      await expect(signInPage(page)).toBeVisible();
      await expectAccessible(page);
      await page.goto(WRONG_LINK);
      await expect(refusal(page)).toBeVisible();
      await expectAccessible(page);
    });
});

onFreshProduct(
  'the link of the terminal signs in, leaves no code behind, and works once',
  async ({ page, browser, binnacle }) => {
    await page.goto(binnacle.signInLink);
    await expect(fleet(page)).toBeVisible();
    expect(new URL(page.url())).toMatchObject({ pathname: '/', hash: '', search: '' });
    await page.reload();
    await expect(fleet(page)).toBeVisible();

    const elsewhere = await (await browser.newContext()).newPage();
    await elsewhere.goto(binnacle.signInLink);
    await expect(refusal(elsewhere)).toBeVisible();
    await expect(elsewhere.getByText('starting Binnacle again prints another')).toBeVisible();
    await elsewhere.context().close();
  },
);

onFreshProduct(
  'the right link, pasted where a wrong one was refused, signs in; signing out ends every window at once',
  async ({ page, context, binnacle, trouble }) => {
    trouble.provoke(REFUSED);
    await page.goto(WRONG_LINK);
    await expect(refusal(page)).toBeVisible();
    await page.goto(binnacle.signInLink);
    await expect(fleet(page)).toBeVisible();
    const other = await context.newPage();
    await other.goto('/ledger');
    await expect(other.getByText('Nothing on the record yet')).toBeVisible();

    trouble.provoke(NOBODY);
    await page.getByRole('button', { name: 'Owner, preferences' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(signInPage(page)).toBeVisible();
    await expect(signInPage(other)).toBeVisible();
    await other.goto('/c/lost');
    await expect(signInPage(other)).toBeVisible();
  },
);
