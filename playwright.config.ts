import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/support/browser.ts';

const { executablePath, env } = await findBrowser().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

/** A suite of `e2e/web` with a folder of its own for what is kept of failures, which it empties at its start. */
const suite = (name: string) => ({ name, testDir: `e2e/web/${name}`, outputDir: `test-results/web/${name}` });

/** The pages in a browser: `alone` needs nothing, `cluster` a real control plane; `readme` takes its picture of one. */
export default defineConfig({
  projects: [suite('alone'), suite('cluster'), suite('readme')],
  forbidOnly: true,
  // A program and a browser at a time are enough for two cores, and a test that needs a second try has failed.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    locale: 'en-GB',
    // What glows or moves for a moment would have colours of that moment.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath, env },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
