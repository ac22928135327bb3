import type { FakeClock } from '../clock/index.js';
import { FakeStream } from './fake-stream.js';
import type { ConnectFault, StreamFault } from './faults.js';
import { type Change, type FakeObject, History } from './history.js';

export interface FakeApiServerOptions {
  clock: FakeClock;
  /** Makes the error the reader knows as "the server answered with an error". */
  refusal: (code: number, reason: string, message: string, retryAfterMs?: number) => Error;
  /** Whether `sendInitialEvents` is served; otherwise it is refused with this code. */
  watchList?: true | number;
  /** Random cuts of the watch body. */
  cut?: () => number;
}

export interface FakeRequest {
  verb: 'list' | 'page' | 'watch' | 'watch-list';
  /** Monotonic milliseconds. */
  at: number;
  limit?: number;
  resourceVersion?: string;
  timeoutSeconds?: number;
}

type Verb = FakeRequest['verb'];

/**
 * One kind on an API server, in memory: pages, watches, bookmarks each minute, WatchList, compaction, and faults on
 * command. `list` and `watch` have the shape that a reflector asks for.
 */
export class FakeApiServer {
  readonly history = new History();
  readonly requests: FakeRequest[] = [];
  /** How often 410 was said, in whatever form. */
  gone = 0;
  bookmarks = true;
  private readonly streams = new Set<FakeStream>();
  private readonly snapshots = new Map<string, { version: number; items: FakeObject[] }>();
  private readonly connectFaults: Array<{ verbs: readonly Verb[]; fault: ConnectFault }> = [];
  private readonly streamFaults: Array<{ afterLines: number; fault: StreamFault }> = [];
  private standing: ConnectFault | undefined;
  private whileInitial: (() => void) | undefined;

  constructor(private readonly options: FakeApiServerOptions) {}

  put(name: string, fields: Record<string, unknown> = {}): void {
    this.publish(this.history.put(name, fields));
  }

  remove(name: string): void {
    this.publish(this.history.remove(name));
  }

  /** Name and version of everything that exists, sorted. */
  versions(): string[] {
    return this.history
      .snapshot()
      .map((o) => `${o.metadata.name}@${o.metadata.resourceVersion}`)
      .sort();
  }

  /** Forgets history and every continue token, as etcd does after five minutes. */
  compact(): void {
    this.history.compact();
    this.snapshots.clear();
  }

  /** The next request of one of these verbs fails like this. Faults are used up in the order they were given. */
  failNext(verbs: Verb | readonly Verb[], fault: ConnectFault): void {
    this.connectFaults.push({ verbs: typeof verbs === 'string' ? [verbs] : verbs, fault });
  }

  /** Every request fails like this until it is called with nothing. Open streams stay. */
  failAlways(fault?: ConnectFault): void {
    this.standing = fault;
  }

  /** The next watch that opens breaks like this after so many lines. */
  breakNext(fault: StreamFault, afterLines = 0): void {
    this.streamFaults.push({ afterLines, fault });
  }

  /** Breaks every open watch now. */
  breakOpen(fault: StreamFault): void {
    for (const stream of [...this.streams]) {
      if (fault.kind === 'error' && fault.code === 410) this.gone += 1;
      stream.break(fault);
    }
  }

  /** Drops every fault that was not used up. */
  heal(): void {
    this.connectFaults.length = 0;
    this.streamFaults.length = 0;
    this.standing = undefined;
  }

  /** Runs once between the initial events of the next WatchList and its closing bookmark: changes reach that stream. */
  duringInitialEvents(change: () => void): void {
    this.whileInitial = change;
  }

  bookmark(): void {
    for (const stream of this.streams) stream.send(bookmarkAt(this.history.version));
  }

  get openStreams(): number {
    return this.streams.size;
  }

  count(...verbs: Verb[]): number {
    return this.requests.filter((request) => verbs.includes(request.verb)).length;
  }

  readonly list = async (options: {
    limit?: number;
    continueToken?: string;
    resourceVersion?: string;
    signal: AbortSignal;
  }): Promise<{ items: FakeObject[]; resourceVersion: string; continueToken?: string }> => {
    const verb = options.continueToken === undefined ? 'list' : 'page';
    this.note({ verb, ...pick(options) });
    await this.connect(verb, options.signal);
    if (options.signal.aborted) throw new Error('The request was aborted.');
    const [id, from] = (options.continueToken ?? `${this.history.version}:0`).split(':');
    if (id === undefined || from === undefined)
      throw this.options.refusal(400, 'BadRequest', 'continue key is not valid');
    const fresh = { version: this.history.version, items: this.history.snapshot() };
    const snapshot = options.continueToken === undefined ? fresh : this.snapshots.get(id);
    if (snapshot === undefined) throw this.expired('The provided continue parameter is too old.');
    this.snapshots.set(id, snapshot);
    const start = Number(from);
    const end = options.limit === undefined ? snapshot.items.length : start + options.limit;
    return {
      items: snapshot.items.slice(start, end),
      resourceVersion: String(snapshot.version),
      ...(end < snapshot.items.length ? { continueToken: `${id}:${end}` } : {}),
    };
  };

  readonly watch = async (options: {
    resourceVersion?: string;
    sendInitialEvents?: boolean;
    timeoutSeconds: number;
    signal: AbortSignal;
  }): Promise<AsyncIterable<Uint8Array>> => {
    const verb = options.sendInitialEvents === true ? 'watch-list' : 'watch';
    this.note({ verb, ...pick(options) });
    await this.connect(verb, options.signal);
    if (options.signal.aborted) throw new Error('The request was aborted.');
    const offered = this.options.watchList ?? true;
    if (verb === 'watch-list' && offered !== true) {
      throw this.options.refusal(offered, 'Invalid', 'sendInitialEvents is forbidden for watch');
    }
    const changes = verb === 'watch' ? this.history.since(Number(options.resourceVersion)) : [];
    if (changes === null) throw this.expired(`too old resource version: ${options.resourceVersion}`);
    const stream = this.openStream(options.timeoutSeconds, options.signal);
    if (verb === 'watch') for (const change of changes) stream.send(eventOf(change));
    else this.sendInitial(stream);
    return stream;
  };

  private openStream(timeoutSeconds: number, signal: AbortSignal): FakeStream {
    const { clock, cut } = this.options;
    const fault = this.streamFaults.shift();
    if (fault?.fault.kind === 'error' && fault.fault.code === 410) this.gone += 1;
    const over = () => {
      cancelEnd();
      cancelBookmark();
      this.streams.delete(stream);
    };
    const stream = new FakeStream({
      signal,
      onOver: over,
      ...(fault === undefined ? {} : { fault }),
      ...(cut === undefined ? {} : { cut }),
    });
    const cancelEnd = clock.after(timeoutSeconds * 1000, () => stream.end());
    let cancelBookmark = (): void => undefined;
    const nextBookmark = () => {
      cancelBookmark = clock.after(60_000, () => {
        if (this.bookmarks) stream.send(bookmarkAt(this.history.version));
        if (stream.open) nextBookmark();
      });
    };
    nextBookmark();
    this.streams.add(stream);
    return stream;
  }

  private sendInitial(stream: FakeStream): void {
    for (const object of this.history.snapshot()) stream.send({ type: 'ADDED', object });
    const change = this.whileInitial;
    this.whileInitial = undefined;
    change?.();
    stream.send(bookmarkAt(this.history.version, { 'k8s.io/initial-events-end': 'true' }));
  }

  private publish(change: Change): void {
    for (const stream of this.streams) stream.send(eventOf(change));
  }

  private async connect(verb: Verb, signal: AbortSignal): Promise<void> {
    const fault = this.takeFault(verb);
    if (fault === undefined) return;
    if (fault.kind === 'refused') throw new Error('connect ECONNREFUSED 127.0.0.1:6443');
    if (fault.kind === 'status') {
      if (fault.code === 410) this.gone += 1;
      const message = fault.message ?? `the server said ${fault.code}`;
      throw this.options.refusal(fault.code, fault.reason ?? '', message, fault.retryAfterMs);
    }
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('The request was aborted.')), { once: true });
    });
  }

  private takeFault(verb: Verb): ConnectFault | undefined {
    if (this.standing !== undefined) return this.standing;
    const at = this.connectFaults.findIndex((planned) => planned.verbs.includes(verb));
    return at === -1 ? undefined : this.connectFaults.splice(at, 1)[0]?.fault;
  }

  private expired(message: string): Error {
    this.gone += 1;
    return this.options.refusal(410, 'Expired', message);
  }

  private note(request: Omit<FakeRequest, 'at'>): void {
    this.requests.push({ ...request, at: this.options.clock.monotonic() });
  }
}

function pick(options: {
  limit?: number;
  resourceVersion?: string;
  timeoutSeconds?: number;
}): Omit<FakeRequest, 'verb' | 'at'> {
  const { limit, resourceVersion, timeoutSeconds } = options;
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

const eventOf = (change: Change) => ({ type: change.type, object: change.object });

const bookmarkAt = (version: number, annotations?: Record<string, string>) => ({
  type: 'BOOKMARK',
  object: {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { resourceVersion: String(version), ...(annotations === undefined ? {} : { annotations }) },
  },
});
