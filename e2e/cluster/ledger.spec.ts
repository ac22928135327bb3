import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { SeededRandom } from '@binnacle/testing/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealCluster, startTestCluster } from '../../tools/control-plane/real-cluster.ts';
import type { ApiDoor } from '../support/api-door.ts';
import { changesOf, discrepancies, ledgerRows } from '../support/audit-trail.ts';
import { Binnacle } from '../support/binnacle.ts';
import { eventually } from '../support/eventually.ts';
import { allLive, throughDoor } from '../support/fixture.ts';
import { type Course, courseOf, killMoment, landedIn, PHASES, type Phase } from '../support/kill-points.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const random = new SeededRandom(seed);
/** At random points of the whole course, and at random points of each of its phases: some last a millisecond. */
const AIMS: ReadonlyArray<Phase | 'anywhere'> = [
  ...Array.from({ length: 10 }, () => 'anywhere' as const),
  ...Array.from({ length: 3 }, () => PHASES).flat(),
];
/** The reconciler's promise, from when the cluster answers. */
const SETTLED_WITHIN_MS = 60_000;
/** Deployments that the scenario runs. */
const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };
const API = { ...WEB, namespace: 'team-a', name: 'api' };
type Target = typeof WEB;
const pathOf = ({ namespace, name }: Target) => `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

let cluster: RealCluster;
let door: ApiDoor;
let kubeconfig: string;
let data: string;
let binnacle: Binnacle;
let name: string;

beforeAll(async () => {
  process.stdout.write(`seed ${seed}\n`);
  cluster = await startTestCluster({ scenario: 'healthy', seed });
  ({ door, kubeconfig } = await throughDoor(cluster));
  data = await mkdtemp(join(tmpdir(), 'binnacle-ledger-'));
  binnacle = await Binnacle.start({ kubeconfig, data });
  name = await allLive(binnacle);
});
afterAll(async () => {
  await binnacle?.stop();
  await door?.stop();
  await cluster?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

const scale = (replicas: number, { key = crypto.randomUUID() as string, reason = '', target = WEB } = {}) =>
  binnacle.post<LedgerRow & { code?: string; detail?: string }>(
    `/api/v1/clusters/${name}/actions/scale`,
    { target, input: { replicas }, reason },
    { 'idempotency-key': key },
  );
const row = (id: string) => binnacle.json<LedgerRow>(`/api/v1/ledger/${id}`);

test('a scale is on the record with who, why and what became of it: healthy in n s', async () => {
  const { status, body } = await scale(4, { reason: 'more guests' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    words: 'scale 3 → 4',
    reason: 'more guests',
    state: 'succeeded',
    actor: { label: 'owner.key' },
  });
  const { outcome } = await eventually('the outcome to be healthy', async () => {
    const found = await row(body.id);
    return found.outcome.kind === 'healthy' && found;
  });
  expect(outcome.seconds).toBeGreaterThanOrEqual(0);
});

test('a scale that somebody else takes back is said to be undone, and by whom', async () => {
  const { body } = await scale(5);
  await cluster.kubectl(['scale', 'deployment/web', '-n', 'default', '--replicas=2']);
  const { outcome } = await eventually('the outcome to be undone', async () => {
    const found = await row(body.id);
    return found.outcome.kind === 'undone' && found;
  });
  expect(outcome.by).toBe('kubectl');
});

test('F13 one idempotency key, five times at once, is one change, one row and one answer', async () => {
  const key = crypto.randomUUID();
  const before = (await changesOf(cluster)).length;
  const replies = await Promise.all(Array.from({ length: 5 }, () => scale(3, { key })));
  expect(new Set(replies.map(({ status, body }) => `${status} ${body.id} ${body.state}`)).size).toBe(1);
  expect(replies[0]?.status).toBe(200);
  expect((await changesOf(cluster)).length).toBe(before + 1);
});

interface Kill {
  /** The reason under which the change was asked for: by it the row is found. */
  reason: string;
  at: number;
}

/** Asks for a change, kills the process at a random point of it, and starts it again. */
async function killDuring(aim: Phase | 'anywhere', course: Course, target: Target, rival: Rival): Promise<Kill> {
  const reason = `kill ${crypto.randomUUID()}`;
  const { spec } = await cluster.api.get<{ spec: { replicas: number } }>(pathOf(target));
  const wanted = random.pick([1, 2, 3, 4, 5, 6, 7].filter((replicas) => replicas !== spec.replicas));
  const { promise: killed, resolve: isKilled } = Promise.withResolvers<void>();
  door.keeper = {};
  const moment = killMoment(aim, { door, course, random, killed });
  const over = scale(wanted, { reason, target }).then(
    () => undefined,
    () => undefined,
  );
  const meddling = rival.during(target, wanted);
  await Promise.race([moment, over]);
  const at = performance.now();
  await binnacle.kill();
  isKilled();
  await Promise.all([over, meddling]);
  await rival.afterwards(target, wanted);
  await startAgain();
  return { reason, at };
}

async function startAgain(): Promise<void> {
  binnacle = await Binnacle.start({ kubeconfig, data });
  await eventually('the cluster to be reachable', async () => {
    const summary = await binnacle.json<{ state: string }>(`/api/v1/clusters/${name}`);
    return summary.state === 'reachable';
  });
}

/** Somebody else who writes to the same object. */
interface Rival {
  during(target: Target, wanted: number): Promise<void>;
  afterwards(target: Target, wanted: number): Promise<void>;
}
const nobody: Rival = { during: async () => undefined, afterwards: async () => undefined };

/** Changes the number to the same or another one, or something else of the spec, in the course of the change or after the kill. */
function somebody(course: Course): Rival {
  const meddle = async (target: Target, wanted: number): Promise<void> => {
    const minReadySeconds = Math.floor(random.next() * 5);
    const spec = random.pick([{ replicas: wanted }, { replicas: 8 }, { minReadySeconds }]);
    await cluster.api.patch(pathOf(target), { spec });
  };
  const wait = random.next() * course.whole;
  const inTheMiddle: Rival = { ...nobody, during: (target, wanted) => after(wait).then(() => meddle(target, wanted)) };
  return random.pick([inTheMiddle, { ...nobody, afterwards: meddle }]);
}

/** How long a change takes in a process that has just started, as each one that is killed here has: the middle of some. */
async function measured(): Promise<Course> {
  const courses: Course[] = [];
  for (const replicas of [4, 5, 4]) {
    await binnacle.kill();
    await startAgain();
    const began = performance.now();
    const { body } = await scale(replicas);
    const passage = door.passages.find((one) => one.auditId === body.id);
    if (passage === undefined) throw new Error(`the change ${body.id} did not pass the door`);
    courses.push(courseOf(passage, began, performance.now()));
  }
  const middle = courses.sort((a, b) => a.whole - b.whole)[1];
  if (middle === undefined) throw new Error('nothing was measured');
  // The least of these: who aims at the time in the server by a slow one comes too late.
  return { ...middle, inServer: Math.min(...courses.map(({ inServer }) => inServer)) };
}

/** Where kills landed, with how many rows of each state they left there. */
function landings(
  kills: readonly Kill[],
  rows: ReadonlyMap<string, LedgerRow>,
): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = Object.fromEntries(PHASES.map((phase) => [phase, {}]));
  for (const { reason, at } of kills) {
    const left = rows.get(reason);
    const states = found[landedIn(left, door.passages, at)] ?? {};
    const state = left?.state ?? 'no row';
    states[state] = (states[state] ?? 0) + 1;
  }
  return found;
}

test(`F11 ${2 * AIMS.length} kill -9 at random points of a scale leave no change without a row and no row with a wrong outcome`, async () => {
  const course = await measured();
  const alone: Kill[] = [];
  const disturbed: Kill[] = [];
  for (const aim of AIMS) alone.push(await killDuring(aim, course, WEB, nobody));
  for (const aim of AIMS) disturbed.push(await killDuring(aim, course, API, somebody(course)));
  const rows = await eventually(
    'every row to be settled',
    async () => {
      const all = await ledgerRows(binnacle);
      return all.every(({ state }) => state !== 'pending') && all;
    },
    SETTLED_WITHIN_MS,
  );
  const byReason = new Map(rows.map((one) => [one.reason, one]));
  const [quiet, busy] = [landings(alone, byReason), landings(disturbed, byReason)];
  process.stdout.write(
    `${JSON.stringify({ seed, course, 'nobody else writes': quiet, 'somebody else does': busy }, null, 1)}\n`,
  );
  expect(discrepancies(await changesOf(cluster), rows)).toEqual([]);
  expect(PHASES.filter((phase) => Object.keys({ ...quiet[phase], ...busy[phase] }).length === 0)).toEqual([]);
  // Saying unknown would be a cheap way to be right. What somebody else has written over since is no evidence any more.
  const unknown = (kills: readonly Kill[]) =>
    kills.flatMap(({ reason }) => byReason.get(reason) ?? []).filter(({ state }) => state === 'unknown');
  expect(unknown(alone)).toEqual([]);
  expect(unknown(disturbed).length).toBeLessThan(disturbed.length / 2);
  expect(await binnacle.json('/api/v1/ledger/verification')).toMatchObject({ ok: true });
}, 300_000);

test('every mutating request in the audit log has its ledger row, and every row its request', async () => {
  const records = await changesOf(cluster);
  const rows = await ledgerRows(binnacle);
  expect(discrepancies(records, rows)).toEqual([]);
  expect(records.length).toBeGreaterThan(0);
});
