import type { Clock } from '../../../platform/clock/index.js';
import type { Log } from '../../../platform/logging/index.js';

/**
 * Work that is done again and again, one pass at a time: every `everyMs`, and once more as soon as possible after
 * {@link soon}. A pass that fails is logged; the next one comes all the same.
 */
export class Periodic {
  private cancel = (): void => undefined;
  private pass: Promise<void> | null = null;
  private again = false;
  private stopped = true;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Begins with a pass at once. */
  start(): void {
    this.stopped = false;
    this.begin();
  }

  /** Ends it, after the pass that is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.pass;
  }

  /** Another pass at once, or right after the one under way. */
  soon(): void {
    if (this.stopped) return;
    if (this.pass === null) this.begin();
    else this.again = true;
  }

  private begin(): void {
    this.cancel();
    this.pass = this.work()
      .catch((error: unknown) => this.log.error({ err: error, what: this.name }, 'a pass failed; the next one comes'))
      .then(() => this.ended());
  }

  private ended(): void {
    this.pass = null;
    if (this.stopped) return;
    if (this.again) {
      this.again = false;
      this.begin();
    } else {
      this.cancel = this.clock.after(this.everyMs, () => this.begin());
    }
  }
}
