import type { BrowserContext } from '@playwright/test';

/** Reported twice: as an answer with its address, which is kept, and on the console without it. */
const SAID_BY_ANSWERS = 'Failed to load resource';
/** A request that the page itself, or leaving it, took back. */
const TAKEN_BACK = 'net::ERR_ABORTED';

/**
 * What goes wrong in a browser beside what a test looks at: errors and warnings on the console, exceptions, breaches of
 * the content security policy, requests that fail or are refused.
 */
export class PageTrouble {
  readonly #seen: string[] = [];
  readonly #provoked: RegExp[] = [];

  /** Hears everything from all pages of the context that are opened from now on. */
  static async of(context: BrowserContext): Promise<PageTrouble> {
    const trouble = new PageTrouble();
    const note = (line: string) => trouble.#seen.push(line);
    context.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type()) && !text.startsWith(SAID_BY_ANSWERS)) note(`console: ${text}`);
    });
    context.on('weberror', (thrown) => note(`exception: ${thrown.error().message}`));
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? 'no reason given';
      if (why !== TAKEN_BACK) note(`${request.method()} ${pathOf(request.url())}: ${why}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 400)
        note(`${response.request().method()} ${pathOf(response.url())}: ${response.status()}`);
    });
    await context.exposeBinding('reportViolation', (_source, what: string) => note(`policy: ${what}`));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
        const { reportViolation } = globalThis as unknown as { reportViolation: (what: string) => void };
        reportViolation(`${effectiveDirective} blocked ${blockedURI} ${sample}`);
      });
    });
    return trouble;
  }

  /** Says that the test brings this about; it must then happen. */
  provoke(...patterns: RegExp[]): void {
    this.#provoked.push(...patterns);
  }

  /** Everything that nobody provoked, and everything provoked that did not happen. */
  get unexpected(): string[] {
    return [
      ...this.#seen.filter((line) => !this.#provoked.some((pattern) => pattern.test(line))),
      ...this.#provoked
        .filter((pattern) => !this.#seen.some((line) => pattern.test(line)))
        .map((pattern) => `did not happen: ${pattern}`),
    ];
  }
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
