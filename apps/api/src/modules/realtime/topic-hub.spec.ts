import { EventEmitter } from 'node:events';
import { FakeClock } from '@binnacle/testing/clock';
import { expect, test } from 'vitest';
import { BEHIND_LIMIT_MS, type LiveSocket, SLOW_ABOVE_BYTES } from './reader.js';
import { TopicHub } from './topic-hub.js';

/** A socket in memory: what it was sent, whether it was cut, and how much its network has not taken. */
class FakeSocket {
  readonly sent: string[] = [];
  readonly rooms = new Set<string>();
  cut = false;
  readonly conn = Object.assign(new EventEmitter(), { writeBuffer: [], transport: { socket: { bufferedAmount: 0 } } });
  emit(_event: string, frame: string): void {
    this.sent.push(frame);
  }
  join(room: string): void {
    this.rooms.add(room);
  }
  leave(room: string): void {
    this.rooms.delete(room);
  }
  disconnect(): void {
    this.cut = true;
  }
  stall(): void {
    this.conn.transport.socket.bufferedAmount = SLOW_ABOVE_BYTES + 1;
  }
  drain(): void {
    this.conn.transport.socket.bufferedAmount = 0;
    this.conn.emit('drain');
  }
  get live(): LiveSocket {
    return this as unknown as LiveSocket;
  }
}

const frame = (from: number, to: number) => `{"t":"delta","key":"k/pods","epoch":"e1","from":${from},"to":${to}}`;

function bench() {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const counts: Array<[string, number]> = [];
  const asked: Array<{ epoch: string; seq: number }> = [];
  const hub = new TopicHub(
    {
      catchUp: (_key, from, done) => {
        asked.push({ epoch: from.epoch, seq: from.seq });
        done([frame(from.seq, 9)]);
      },
      readers: (key, count) => counts.push([key, count]),
    },
    (room, text) => {
      for (const socket of sockets) if (socket.rooms.has(room)) socket.emit('f', text);
    },
    clock,
  );
  const reader = (): FakeSocket => {
    const socket = new FakeSocket();
    sockets.push(socket);
    hub.join('k/pods', socket.live, ['{"t":"snapshot","key":"k/pods","epoch":"e1","seq":1}']);
    return socket;
  };
  return { clock, hub, reader, counts, asked };
}

test('a reader gets its first frames, then the broadcast; the source hears how many read', () => {
  const { hub, reader, counts } = bench();
  const a = reader();
  const b = reader();
  hub.publish('k/pods', 2, frame(1, 2));
  hub.leave('k/pods', a.live);
  hub.publish('k/pods', 3, frame(2, 3));
  expect(a.sent).toHaveLength(2);
  expect(b.sent).toHaveLength(3);
  expect(counts).toEqual([
    ['k/pods', 1],
    ['k/pods', 2],
    ['k/pods', 1],
  ]);
});

test('F20 a stalled reader leaves the broadcast after one frame and gets one conflated frame when it drains', () => {
  const { hub, reader, asked } = bench();
  const slow = reader();
  const healthy = reader();
  hub.publish('k/pods', 2, frame(1, 2));
  slow.stall();
  for (let seq = 3; seq <= 1_000; seq++) hub.publish('k/pods', seq, frame(seq - 1, seq));
  expect(slow.sent).toHaveLength(2);
  expect(healthy.sent).toHaveLength(1_000);
  slow.drain();
  expect(asked).toEqual([{ epoch: 'e1', seq: 2 }]);
  expect(slow.sent).toHaveLength(3);
  hub.publish('k/pods', 10, frame(9, 10));
  expect(slow.sent).toHaveLength(4);
});

test('F20 a reader that stays behind for 30 s is closed with the reason', async () => {
  const { clock, hub, reader, counts } = bench();
  const slow = reader();
  slow.stall();
  hub.publish('k/pods', 2, frame(1, 2));
  await clock.advance(BEHIND_LIMIT_MS - 1);
  expect(slow.cut).toBe(false);
  await clock.advance(1);
  expect(slow.cut).toBe(true);
  expect(slow.sent.at(-1)).toContain('"code":"too-slow"');
  expect(counts.at(-1)).toEqual(['k/pods', 0]);
});

test('a reader that came back within the limit is not closed later', async () => {
  const { clock, hub, reader } = bench();
  const slow = reader();
  slow.stall();
  hub.publish('k/pods', 2, frame(1, 2));
  slow.drain();
  await clock.advance(10 * BEHIND_LIMIT_MS);
  expect(slow.cut).toBe(false);
  expect(clock.pending).toBe(0);
});

test('after leaving everything a socket is sent nothing and counted nowhere', () => {
  const { hub, reader, counts } = bench();
  const a = reader();
  hub.leaveAll(a.live);
  hub.publish('k/pods', 2, frame(1, 2));
  expect(a.sent).toHaveLength(1);
  expect(counts.at(-1)).toEqual(['k/pods', 0]);
  expect(hub.topicsOf(a.live)).toEqual([]);
});
