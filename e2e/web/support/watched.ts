import { expect, test } from '@playwright/test';
import { PageTrouble } from './page-trouble.ts';

/** A test in whose browser nothing may go wrong, besides what the test says that it provokes. */
export const watched = test.extend<{ trouble: PageTrouble }>({
  trouble: [
    async ({ context }, use) => {
      const trouble = await PageTrouble.of(context);
      await use(trouble);
      expect(trouble.unexpected, 'what went wrong in the browser').toEqual([]);
    },
    { auto: true },
  ],
});
