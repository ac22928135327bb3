import type { Clock, ReflectorStatus } from './ports.js';

/** Where the state is written down, and told each time it changes. */
export class StatusBoard {
  private current: ReflectorStatus;
  private everLoaded = false;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (status: ReflectorStatus) => void,
  ) {
    this.current = { state: 'loading', since: clock.wall() };
  }

  get status(): ReflectorStatus {
    return this.current;
  }

  /** Whether the store has ever been filled. */
  get loaded(): boolean {
    return this.everLoaded;
  }

  filled(): void {
    this.everLoaded = true;
  }

  live(): void {
    this.set('live');
  }

  /** The feed is interrupted. Before the first content there is nothing that could be stale: that is still loading. */
  interrupted(because?: string, retryAt?: number): void {
    this.set(this.everLoaded ? 'stale' : 'loading', because, retryAt);
  }

  forbidden(because: string, retryAt: number): void {
    this.set('forbidden', because, retryAt);
  }

  private set(state: ReflectorStatus['state'], because?: string, retryAt?: number): void {
    const { current } = this;
    if (current.state === state && current.because === because && current.retryAt === retryAt) return;
    this.current = {
      state,
      since: current.state === state ? current.since : this.clock.wall(),
      ...(because === undefined ? {} : { because }),
      ...(retryAt === undefined ? {} : { retryAt }),
    };
    this.tell(this.current);
  }
}
