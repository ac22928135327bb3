import type { Locator, Page } from '@playwright/test';

/** What a table shows: its rows, each by the titles of its columns. */
export async function shownRows(page: Page, label: string): Promise<Array<Record<string, string>>> {
  return page.getByRole('grid', { name: label }).evaluate((grid) => {
    const cells = (row: Element) => [...row.children].map((cell) => cell.textContent.trim());
    const [head, ...rows] = [...grid.querySelectorAll('[role="row"], tr')].map(cells);
    return rows.map((row) => Object.fromEntries(row.map((text, at) => [head?.[at] ?? '', text])));
  });
}

/** The row of an object in the table shown. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
}

/** Presses Tab until this has the focus, as far as a person would. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`40 times Tab does not lead to ${target}`);
}
