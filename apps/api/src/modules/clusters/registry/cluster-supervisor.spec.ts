import { StatusError } from '@binnacle/kube/reflector';
import { FakeClock } from '@binnacle/testing/clock';
import { beforeEach, describe, expect, test } from 'vitest';
import { KubeConnectionError } from '../transport/connection-error.js';
import type { Contact } from './cluster-contact.js';
import { ClusterSupervisor } from './cluster-supervisor.js';

const GOOD: Contact = { version: 'v1.37.2', uid: 'uid-1' };
const refused = new KubeConnectionError('connection_refused', 'c:6443 refuses connections.', false);

let clock: FakeClock;
let answer: () => Promise<Contact>;
let contacts: number[];
let answers: number[];
let changes: string[];
let replaced: string[];
let defects: unknown[];
let supervisor: ClusterSupervisor;

beforeEach(() => {
  clock = new FakeClock();
  [contacts, answers, changes, replaced, defects] = [[], [], [], [], []];
  answer = () => Promise.resolve(GOOD);
  supervisor = new ClusterSupervisor({
    server: 'https://c:6443',
    contact: () => {
      contacts.push(clock.monotonic());
      return answer();
    },
    clock,
    random: () => 1,
    onChange: () => changes.push(supervisor.health.state),
    onContact: () => answers.push(clock.monotonic()),
    onReplaced: (because) => replaced.push(because),
    onDefect: (error) => defects.push(error),
  });
});

test('begins as connecting, becomes reachable with version and identity, and is probed every 5 s', async () => {
  expect(supervisor.health).toMatchObject({ state: 'connecting', uid: null });
  supervisor.start();
  await clock.advance(15_000);
  expect(supervisor.health).toMatchObject({
    state: 'reachable',
    since: clock.wall() - 15_000,
    version: 'v1.37.2',
    uid: 'uid-1',
    fault: null,
  });
  expect(contacts).toEqual([0, 5_000, 10_000, 15_000]);
  expect(answers).toEqual(contacts);
  expect(changes).toEqual(['reachable']);
});

test('retries at 1, 2, 4 and then every 5 s, keeps when it became unreachable, and says when it tries next', async () => {
  answer = () => Promise.reject(refused);
  supervisor.start();
  await clock.settle();
  const { since } = supervisor.health;
  expect(supervisor.health).toMatchObject({
    state: 'unreachable',
    fault: 'connection_refused',
    because: refused.message,
    retryAt: clock.wall() + 1_000,
  });
  await clock.advance(20_000);
  expect(contacts).toEqual([0, 1_000, 3_000, 7_000, 12_000, 17_000]);
  expect([supervisor.health.since, answers]).toEqual([since, []]);
});

test('R6 however long a cluster was away, within 5 s of its return it is reachable and those who wait for it hear so', async () => {
  answer = () => Promise.reject(refused);
  supervisor.start();
  await clock.advance(3_600_001);
  answer = () => Promise.resolve(GOOD);
  const backAt = clock.monotonic();
  await clock.advance(5_000);
  expect(supervisor.health).toMatchObject({ state: 'reachable', fault: null, because: null, retryAt: null });
  expect(answers).toHaveLength(1);
  expect(answers[0]).toBeGreaterThan(backAt);
});

test.each([
  ['a credential that is refused', new StatusError(401, 'Unauthorized', 'no')],
  ['a name that is not found', new KubeConnectionError('host_not_found', 'c cannot be resolved.', false)],
])('%s hardly passes by itself: it is retried up to every 30 s', async (_, error) => {
  answer = () => Promise.reject(error);
  supervisor.start();
  await clock.advance(100_000);
  expect(contacts).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000]);
});

test('retries are spread: the smallest random number halves the wait, but never below 1 s', async () => {
  const times: number[] = [];
  const lowest = new ClusterSupervisor({
    server: 'https://c:6443',
    contact: () => {
      times.push(clock.monotonic());
      return Promise.reject(refused);
    },
    clock,
    random: () => 0,
    onChange: () => undefined,
    onContact: () => undefined,
    onReplaced: () => undefined,
    onDefect: () => undefined,
  });
  lowest.start();
  await clock.advance(10_000);
  expect(times).toEqual([0, 1_000, 2_000, 4_000, 6_500, 9_000]);
  lowest.stop();
});

test('F04 a server that asks for patience gets it', async () => {
  answer = () => Promise.reject(new StatusError(503, 'ServiceUnavailable', 'starting', 12_000));
  supervisor.start();
  await clock.advance(24_000);
  expect(contacts).toEqual([0, 12_000, 24_000]);
});

test('a lost cluster keeps its identity and version for those who look', async () => {
  supervisor.start();
  await clock.advance(2_000);
  answer = () => Promise.reject(refused);
  await clock.advance(3_000);
  expect(supervisor.health).toMatchObject({
    state: 'unreachable',
    uid: 'uid-1',
    version: 'v1.37.2',
    since: clock.wall(),
  });
});

test('a busy server stays reachable and is asked later', async () => {
  supervisor.start();
  await clock.advance(2_000);
  answer = () => Promise.reject(new StatusError(429, 'TooManyRequests', 'later', 20_000));
  await clock.advance(3_000);
  expect(supervisor.health.state).toBe('reachable');
  await clock.advance(20_000);
  expect(contacts).toEqual([0, 5_000, 25_000]);
  expect(answers).toEqual([0]);
});

describe('F30: another cluster behind the same address', () => {
  test('is quarantined: said, reported once, and never contacted again', async () => {
    supervisor.start();
    await clock.advance(2_000);
    answer = () => Promise.resolve({ version: 'v1.37.2', uid: 'uid-2' });
    await clock.advance(60_000);
    expect(supervisor.health).toMatchObject({ state: 'unreachable', fault: 'replaced', uid: 'uid-1', retryAt: null });
    expect(supervisor.health.because).toMatch(/Another cluster answers at c:6443.*uid-2.*uid-1.*restarted/s);
    expect(replaced).toEqual([supervisor.health.because]);
    expect(contacts).toEqual([0, 5_000]);
    expect(answers).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  test('is noticed after an outage too', async () => {
    supervisor.start();
    await clock.settle();
    answer = () => Promise.reject(refused);
    await clock.advance(5_000);
    answer = () => Promise.resolve({ version: 'v1.37.2', uid: 'uid-2' });
    await clock.advance(1_000);
    expect(supervisor.health.fault).toBe('replaced');
  });

  test('an identity that cannot be read for a while is no other identity', async () => {
    supervisor.start();
    await clock.settle();
    answer = () => Promise.resolve({ version: 'v1.37.2', uid: null });
    await clock.advance(5_000);
    expect(supervisor.health).toMatchObject({ state: 'reachable', uid: 'uid-1' });
  });
});

test('a defect of ours is reported, and supervision goes on', async () => {
  const defect = new TypeError('a bug');
  answer = () => Promise.reject(defect);
  supervisor.start();
  await clock.advance(1_000);
  expect(defects).toEqual([defect, defect]);
  expect(supervisor.health).toMatchObject({ state: 'unreachable', fault: 'server_error' });
});

test('stopped, it ends its request, changes nothing and leaves no timer', async () => {
  supervisor.start();
  await clock.settle();
  supervisor.stop();
  expect(clock.pending).toBe(0);
  const before = supervisor.health;
  await clock.advance(60_000);
  expect([supervisor.health, contacts]).toEqual([before, [0]]);
});
