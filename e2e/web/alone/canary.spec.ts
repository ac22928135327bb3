import { expect } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { expectNoSidewaysScroll } from '../support/narrow.ts';
import { onProduct as test } from '../support/product.ts';

test('whatever goes wrong in the browser is noticed', async ({ page, trouble }) => {
  trouble.provoke(
    /^console: a canary on the console$/,
    /^exception: a canary that is thrown$/,
    /^console: This document requires 'TrustedHTML' assignment/,
    /^policy: require-trusted-types-for blocked/,
    /^console: .*Content Security Policy/,
    /^policy: connect-src blocked/,
    /^GET \/api\/v1\/canary: 404$/,
    /^GET \/api\/v1\/lost: net::ERR_CONNECTION_REFUSED$/,
  );
  await page.route('**/api/v1/lost', (route) => route.abort('connectionrefused'));
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  await page.evaluate(async () => {
    console.error('a canary on the console');
    setTimeout(() => {
      throw new Error('a canary that is thrown');
    });
    const ignore = () => undefined;
    await Promise.resolve()
      .then(() => Object.assign(document.body, { innerHTML: '<b>canary</b>' }))
      .catch(ignore);
    await fetch('http://127.0.0.1:1/elsewhere').catch(ignore);
    await fetch('/api/v1/canary');
    await fetch('/api/v1/lost').catch(ignore);
  });
  await expect.poll(() => trouble.unexpected).toEqual([]);
});

test('what is too wide, and what axe objects to, is noticed', async ({ page }) => {
  await page.goto('/');
  const title = page.getByRole('heading', { name: 'Fleet', level: 1 });
  await expect(title).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await title.evaluate((heading) => {
    heading.style.minWidth = '2000px';
    heading.setAttribute('role', 'no-such-role');
  });
  await expect(expectNoSidewaysScroll(page)).rejects.toThrow('pixels');
  await expect(expectAccessible(page)).rejects.toThrow('aria-roles');
});
