import { type Clock, type Random, StatusError } from '@binnacle/kube/reflector';
import type { ClusterFault } from '@binnacle/shared/clusters';
import { classifyFault } from '../transport/classify-fault.js';
import { hostOf } from '../transport/connection-material.js';
import type { Contact } from './cluster-contact.js';

/** R6: watches hear by these contacts that the server is well again, and have 10 s in all from then to be equal to it. */
const PROBE_INTERVAL_MS = 5_000;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 5_000;
/**
 * For what hardly passes by itself, such as a refused credential, whose renewal may start a program. For names too: each
 * lookup of one that is not found may hold one of the process's few threads for seconds.
 */
const SLOW_RETRY_MAX_MS = 30_000;
const PASSING: ReadonlySet<ClusterFault> = new Set([
  'connection_refused',
  'connection_lost',
  'timed_out',
  'server_error',
]);

/** Where a cluster stands. Times are wall milliseconds. */
export interface ClusterHealth {
  readonly state: 'connecting' | 'reachable' | 'unreachable';
  readonly since: number;
  readonly fault: ClusterFault | null;
  readonly because: string | null;
  readonly retryAt: number | null;
  readonly uid: string | null;
  readonly version: string | null;
}

export interface ClusterSupervisorOptions {
  readonly server: string;
  contact(signal: AbortSignal): Promise<Contact>;
  readonly clock: Clock;
  readonly random: Random;
  /** The health has changed. */
  onChange(): void;
  /** The cluster has answered, whether or not that changes anything. */
  onContact(): void;
  /** Another cluster answers behind the address; nothing may reach it any more (F30). */
  onReplaced(because: string): void;
  /** An error that is not the cluster's but ours: for the log. */
  onDefect(error: unknown): void;
}

/**
 * Keeps contact with one cluster: first contact, a probe every 5 s while it answers, retries from 1 s to 5 s while it
 * does not, or to 30 s where that hardly passes by itself. It never ends by itself but for one reason: the cluster behind
 * the address is not the one it was.
 */
export class ClusterSupervisor {
  #health: ClusterHealth;
  #failures = 0;
  #cancelTimer: (() => void) | null = null;
  #underway: AbortController | null = null;
  #stopped = false;

  constructor(private readonly options: ClusterSupervisorOptions) {
    const since = options.clock.wall();
    this.#health = { state: 'connecting', since, fault: null, because: null, retryAt: null, uid: null, version: null };
  }

  get health(): ClusterHealth {
    return this.#health;
  }

  start(): void {
    void this.#attempt();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#underway?.abort();
  }

  async #attempt(): Promise<void> {
    const underway = new AbortController();
    this.#underway = underway;
    try {
      const contact = await this.options.contact(underway.signal);
      if (!this.#stopped) this.#reached(contact);
    } catch (error) {
      if (!this.#stopped) this.#failed(error);
    }
  }

  #reached(contact: Contact): void {
    const { uid: before } = this.#health;
    if (before !== null && contact.uid !== null && contact.uid !== before) {
      this.#replaced(before, contact.uid);
      return;
    }
    this.#failures = 0;
    const known = { fault: null, because: null, retryAt: null, uid: contact.uid ?? before, version: contact.version };
    const since = this.#health.state === 'reachable' ? this.#health.since : this.options.clock.wall();
    this.#become({ state: 'reachable', since, ...known });
    this.options.onContact();
    this.#again(PROBE_INTERVAL_MS);
  }

  #failed(error: unknown): void {
    const { clock, random, server } = this.options;
    const asked = error instanceof StatusError ? Math.min(error.retryAfterMs ?? 0, SLOW_RETRY_MAX_MS) : 0;
    if (this.#health.state === 'reachable' && error instanceof StatusError && error.code === 429) {
      // It answers, it is only busy: that is no reason to call it unreachable.
      this.#again(Math.max(PROBE_INTERVAL_MS, asked));
      return;
    }
    let reading = classifyFault(error, server);
    if (reading === null) {
      this.options.onDefect(error);
      reading = {
        fault: 'server_error',
        because: `Binnacle failed while contacting ${hostOf(server)}; the log says why.`,
      };
    }
    const longest = PASSING.has(reading.fault) ? RETRY_MAX_MS : SLOW_RETRY_MAX_MS;
    const ceiling = Math.min(longest, RETRY_MIN_MS * 2 ** this.#failures);
    const wait = Math.max(RETRY_MIN_MS, asked, ceiling * (0.5 + random() / 2));
    this.#failures += 1;
    const since = this.#health.state === 'unreachable' ? this.#health.since : clock.wall();
    this.#become({
      ...this.#health,
      state: 'unreachable',
      since,
      ...reading,
      retryAt: clock.wall() + Math.round(wait),
    });
    this.#again(wait);
  }

  #replaced(before: string, after: string): void {
    this.#stopped = true;
    const because =
      `Another cluster answers at ${hostOf(this.options.server)}: the UID of its kube-system namespace is ${after.slice(0, 40)}, it was ${before}. ` +
      'Nothing is read from it or sent to it until Binnacle is restarted.';
    this.#become({
      ...this.#health,
      state: 'unreachable',
      since: this.options.clock.wall(),
      fault: 'replaced',
      because,
      retryAt: null,
    });
    this.options.onReplaced(because);
  }

  #become(health: ClusterHealth): void {
    const before = this.#health;
    this.#health = health;
    const keys = Object.keys(health) as (keyof ClusterHealth)[];
    if (keys.some((key) => health[key] !== before[key])) this.options.onChange();
  }

  #again(ms: number): void {
    this.#cancelTimer = this.options.clock.after(ms, () => void this.#attempt());
  }
}
