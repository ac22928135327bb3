import { randomUUID } from 'node:crypto';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { clusterName, type Target, targetSchema } from '@binnacle/shared/names';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import type { IntentDraft } from '../../ledger/index.js';
import { mintRecordedIntent, type RecordedIntent } from '../../ledger/recorded-intent.js';
import { ClusterConfigError } from '../kubeconfig/problem.js';
import { json, KubeServer, status } from '../testing/kube-server.js';
import { KubeTransport } from '../transport/kube-transport.js';
import type { ApiTransport } from './cluster-reader.js';
import { ClusterWriter, UnrecordedWriteError } from './cluster-writer.js';

const UID = '5f3a1c1e-8d7e-4b0e-9c57-0d6f0c1a2b3c';
const TARGET: Target = targetSchema.parse({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'team-a',
  name: 'web',
});
const REQUEST = { target: TARGET, replicas: 5, resourceVersion: '41', uid: UID };

/** What the ledger would give out after its commit; here only the fields that the door reads matter. */
function intentFor(cluster: string, clusterUid = 'cluster-uid'): RecordedIntent {
  const planned = { uid: UID, intent: {} as IntentDraft };
  return mintRecordedIntent({ id: randomUUID(), clusterName: cluster, clusterUid, planned, row: {} as LedgerRow });
}

let server: KubeServer;
let transport: KubeTransport;
beforeEach(async () => {
  server = await KubeServer.start();
  transport = new KubeTransport({
    material: () => Promise.resolve({ server: server.url, insecureSkipVerify: false, headers: {} }),
  });
});
afterEach(async () => {
  await transport.close();
  await server.stop();
});

const writerOver = (over: ApiTransport, uid: string | null = 'cluster-uid') =>
  new ClusterWriter(over, { name: clusterName('prod'), uid: () => uid });
const scaled = () => writerOver(transport).scale(intentFor('prod'), REQUEST);

describe('T07: no write without a committed ledger row', () => {
  /** Every method of the writer; the enumeration below fails when one is added without coming here. */
  const METHODS = { scale: (writer: ClusterWriter, intent: RecordedIntent) => writer.scale(intent, REQUEST) };

  test('every method of the writer is known here and demands a RecordedIntent first, by its type', () => {
    const own = Object.getOwnPropertyNames(ClusterWriter.prototype).filter((name) => name !== 'constructor');
    expect(own.sort()).toEqual(Object.keys(METHODS).sort());
    type FirstArguments = { [K in keyof ClusterWriter]: Parameters<ClusterWriter[K]>[0] };
    expectTypeOf<FirstArguments[keyof FirstArguments]>().toEqualTypeOf<RecordedIntent>();
  });

  test.each(Object.entries(METHODS))('%s refuses anything else when it runs, and sends nothing', async (_, call) => {
    const real = intentFor('prod');
    const lookalike = { ...real, id: real.id, clusterName: real.clusterName, clusterUid: real.clusterUid };
    for (const forged of [lookalike, {}, null, undefined]) {
      // @ts-expect-error a value that the ledger did not make is no RecordedIntent: its constructor is private
      const intent: RecordedIntent = forged as { id: string } | null | undefined;
      await expect(call(writerOver(transport), intent)).rejects.toBeInstanceOf(UnrecordedWriteError);
    }
    expect(server.connections).toBe(0);
  });

  test.each(Object.entries(METHODS))('%s refuses the intent of another cluster', async (_, call) => {
    await expect(call(writerOver(transport), intentFor('staging'))).rejects.toBeInstanceOf(UnrecordedWriteError);
    expect(server.connections).toBe(0);
  });

  test('F30: an intent for the cluster that was replaced fails and sends nothing', async () => {
    const outcome = await writerOver(transport, 'another-uid').scale(intentFor('prod'), REQUEST);
    expect(outcome).toMatchObject({ kind: 'failed', code: 0, reason: 'ClusterReplaced' });
    expect(server.connections).toBe(0);
  });
});

test('scaling is one PUT with preconditions, our field manager and the intent as audit id', async () => {
  server.handler = (_, response) =>
    json(response, { kind: 'Scale', metadata: { resourceVersion: '42' }, spec: { replicas: 5 } });
  const intent = intentFor('prod');
  expect(await writerOver(transport).scale(intent, REQUEST)).toEqual({
    kind: 'succeeded',
    resourceVersion: '42',
    status: 200,
  });
  const [seen, ...more] = server.seen;
  expect(more).toEqual([]);
  expect(seen).toMatchObject({
    method: 'PUT',
    url: `/apis/apps/v1/namespaces/team-a/deployments/web/scale?fieldManager=binnacle-${intent.id}`,
  });
  expect(seen?.headers['audit-id']).toBe(intent.id);
  expect(JSON.parse(seen?.body ?? '')).toMatchObject({
    metadata: { resourceVersion: '41', uid: UID },
    spec: { replicas: 5 },
  });
});

describe('outcomes', () => {
  test.each([
    [400, 'failed'],
    [401, 'failed'],
    [403, 'failed'],
    [404, 'failed'],
    [409, 'failed'],
    [422, 'failed'],
    [429, 'failed'],
    [307, 'failed'],
    [408, 'unknown'],
    [500, 'unknown'],
    [502, 'unknown'],
    [504, 'unknown'],
  ])('an answer of %s is %s', async (code, kind) => {
    server.handler = (_, response) => status(response, code, 'Because', 'words of the server');
    const outcome = await scaled();
    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).toContain('words of the server');
    if (outcome.kind === 'failed') expect(outcome).toMatchObject({ code, reason: 'Because' });
  });

  test('a connection that broke after sending is unknown', async () => {
    server.handler = (_, response) => void response.destroy();
    expect(await scaled()).toMatchObject({ kind: 'unknown' });
  });

  test('a success without a Scale, as a proxy might answer, is unknown', async () => {
    server.handler = (_, response) => void response.end('<html>ok</html>');
    expect(await scaled()).toMatchObject({ kind: 'unknown' });
    server.handler = (_, response) => json(response, { kind: 'Pod' });
    expect(await scaled()).toMatchObject({ kind: 'unknown' });
  });

  test('nobody there, bad names and unusable credentials are known failures: nothing was sent', async () => {
    const problem = { file: '/config', message: 'the token file is empty', hint: 'Fill it.' };
    const without = new KubeTransport({
      material: () => Promise.reject(new ClusterConfigError('credential_failed', problem)),
    });
    const nowhere = new KubeTransport({
      material: () => Promise.resolve({ server: 'http://127.0.0.1:1', insecureSkipVerify: false, headers: {} }),
    });
    for (const over of [without, nowhere]) {
      expect(await writerOver(over).scale(intentFor('prod'), REQUEST)).toMatchObject({
        kind: 'failed',
        code: 0,
        reason: 'NotSent',
      });
      await over.close();
    }
    const dots = { ...TARGET, name: '..' as Target['name'] };
    expect(await writerOver(transport).scale(intentFor('prod'), { ...REQUEST, target: dots })).toMatchObject({
      kind: 'failed',
      code: 0,
      reason: 'NotSent',
    });
    expect(server.connections).toBe(0);
  });

  test('a defect of ours does not pass as an outcome', async () => {
    const defect = new TypeError('a bug');
    await expect(writerOver({ json: () => Promise.reject(defect) }).scale(intentFor('prod'), REQUEST)).rejects.toBe(
      defect,
    );
  });
});
