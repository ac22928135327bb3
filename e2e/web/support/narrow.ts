import { expect, type Page } from '@playwright/test';

export const PHONE = { width: 390, height: 844 };

/** Nothing but what is meant to scroll by itself (a wide table, a manifest) is wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const parts = page.locator('html, body, main, main > section, main > section > *, [role="grid"]');
  const tooWide = await parts.evaluateAll((elements) =>
    elements
      .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 0)
      .map(({ tagName, scrollWidth, clientWidth }) => `${tagName}: ${scrollWidth} in ${clientWidth} pixels`),
  );
  expect(tooWide, 'what is wider than its place').toEqual([]);
}
