import type { Clock } from '@binnacle/kube/reflector';
import type { ServerFrame } from '@binnacle/shared/realtime';
import { BEHIND_LIMIT_MS, bufferedBytes, type LiveSocket, SLOW_ABOVE_BYTES, type Standing } from './reader.js';

/** Where a hub gets what a reader missed, and whom it tells how many read. */
export interface TopicSource {
  /** Frames that bring a reader from where it stands up to date; `done` runs before any later frame is published. */
  catchUp(key: string, from: { epoch: string; seq: number }, done: (frames: string[]) => void): void;
  readers(key: string, count: number): void;
}

/** Sends one string to everyone in a room; socket.io encodes it once. */
export type Broadcast = (room: string, frame: string) => void;

const roomOf = (key: string) => `topic:${key}`;

/**
 * Who reads which topic. The hot path: plain code, one string per topic and tick, shared by all readers. A reader whose
 * network does not keep up leaves the broadcast and later gets one conflated frame instead of a queue (F20).
 */
export class TopicHub {
  private readonly topics = new Map<string, Map<LiveSocket, Standing>>();
  private readonly behind = new Map<LiveSocket, Set<string>>();

  constructor(
    private readonly source: TopicSource,
    private readonly broadcast: Broadcast,
    private readonly clock: Clock,
  ) {}

  /** Sends a reader its first frames and puts it into the broadcast, in one turn. */
  join(key: string, socket: LiveSocket, frames: readonly string[]): void {
    for (const frame of frames) socket.emit('f', frame);
    const readers = this.topics.get(key) ?? new Map<LiveSocket, Standing>();
    this.topics.set(key, readers);
    const fresh = !readers.has(socket);
    readers.set(socket, { ...standingAfter(frames), behindSince: null });
    void socket.join(roomOf(key));
    if (fresh) this.source.readers(key, readers.size);
  }

  leave(key: string, socket: LiveSocket): boolean {
    const readers = this.topics.get(key);
    if (readers === undefined || !readers.delete(socket)) return false;
    this.behind.get(socket)?.delete(key);
    void socket.leave(roomOf(key));
    if (readers.size === 0) this.topics.delete(key);
    this.source.readers(key, readers.size);
    return true;
  }

  leaveAll(socket: LiveSocket): void {
    for (const key of [...this.topics.keys()]) this.leave(key, socket);
    this.behind.delete(socket);
  }

  topicsOf(socket: LiveSocket): string[] {
    return [...this.topics].filter(([, readers]) => readers.has(socket)).map(([key]) => key);
  }

  readersOf(key: string): LiveSocket[] {
    return [...(this.topics.get(key)?.keys() ?? [])];
  }

  /** Keys of topics that are read and begin so. */
  keysUnder(prefix: string): string[] {
    return [...this.topics.keys()].filter((key) => key.startsWith(prefix));
  }

  publish(key: string, seq: number, text: string): void {
    const readers = this.topics.get(key);
    if (readers === undefined) return;
    for (const [socket, standing] of readers) {
      if (standing.behindSince !== null) continue;
      if (bufferedBytes(socket) > SLOW_ABOVE_BYTES) this.fallBehind(key, socket, standing);
      else standing.seq = seq;
    }
    this.broadcast(roomOf(key), text);
  }

  private fallBehind(key: string, socket: LiveSocket, standing: Standing): void {
    standing.behindSince = this.clock.monotonic();
    void socket.leave(roomOf(key));
    const keys = this.behind.get(socket);
    if (keys !== undefined) {
      keys.add(key);
      return;
    }
    this.behind.set(socket, new Set([key]));
    this.waitForDrain(socket);
  }

  private waitForDrain(socket: LiveSocket): void {
    const cancel = this.clock.after(BEHIND_LIMIT_MS, () => {
      socket.conn.off('drain', drained);
      this.close(socket);
    });
    const drained = (): void => {
      if (bufferedBytes(socket) > SLOW_ABOVE_BYTES / 4) return;
      cancel();
      socket.conn.off('drain', drained);
      this.comeBack(socket);
    };
    socket.conn.on('drain', drained);
  }

  private comeBack(socket: LiveSocket): void {
    const keys = this.behind.get(socket) ?? new Set<string>();
    this.behind.delete(socket);
    for (const key of keys) {
      const standing = this.topics.get(key)?.get(socket);
      if (standing === undefined) continue;
      this.source.catchUp(key, standing, (frames) => {
        if (this.topics.get(key)?.has(socket) === true) this.join(key, socket, frames);
      });
    }
  }

  private close(socket: LiveSocket): void {
    for (const key of this.topicsOf(socket)) {
      const frame: ServerFrame = {
        t: 'closed',
        key,
        code: 'too-slow',
        detail: 'This connection did not take what was sent for 30 s.',
      };
      socket.emit('f', JSON.stringify(frame));
    }
    this.leaveAll(socket);
    socket.disconnect(true);
  }
}

/** Where a reader stands after these frames. Frames about tables begin with their numbers; documents carry none to resume from. */
function standingAfter(frames: readonly string[]): { seq: number; epoch: string } {
  let seq = 0;
  let epoch = '';
  for (const text of frames) {
    const head = /"epoch":"([^"]*)"/.exec(text.slice(0, 400));
    const number = /"(?:to|seq)":(\d+)/.exec(text.slice(0, 400));
    if (head?.[1] !== undefined) epoch = head[1];
    if (number?.[1] !== undefined) seq = Number(number[1]);
  }
  return { seq, epoch };
}
