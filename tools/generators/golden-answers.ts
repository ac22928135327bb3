// Asks a real API server what it makes of the objects in libs/sandbox/src/kinds/testdata/admission and compares with
// what is written there; with --update writes it. Run: node --conditions binnacle-source <this file> [--update]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiAnswer, ApiClient } from '../control-plane/api-client.ts';
import { startTestCluster } from '../control-plane/real-cluster.ts';
import { collectionOf, type GoldenObject, isRecord, removeObject } from './golden-object.ts';

const FOLDER = join(import.meta.dirname, '../../libs/sandbox/src/kinds/testdata/admission');

interface Change {
  old: GoldenObject;
  /** A JSON merge patch. */
  patch: Record<string, unknown>;
  subresource?: 'status';
}

type Case = {
  name: string;
  /** The server finds these faults by walking a map, which Go does in another order each time. */
  anyOrder?: true;
  answer?: { object: unknown } | { code: number; message: string } | { code: number; causes: string[] };
} & ({ object: GoldenObject } | Change);

interface Status {
  code: number;
  message: string;
  details?: { causes?: { reason: string; field?: string; message: string }[] };
}

/** Replaces what differs from one recording to the next. */
function steadyText(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
    .replaceAll(/kube-api-access-\w{5}/g, 'kube-api-access-xxxxx')
    .replaceAll(/"lastPhaseTransitionTime":"[^"]+"/g, '"lastPhaseTransitionTime":"<now>"');
}

/** A refusal without what is told in terms of the server's own types: a difference of two, or a whole template. */
function steadyCause(message: string): string {
  return message
    .replace(/\n(?:@@|[ \u00a0]{2})[\s\S]*$/, '')
    .replace(/^Invalid value: \{"(?:labels|Spec)".*\}: field/, 'Invalid value: <template>: field');
}

/** The object without what every creation makes anew. */
function steady(answer: GoldenObject, asked: GoldenObject): GoldenObject {
  const object = answer;
  for (const name of ['creationTimestamp', 'managedFields', 'resourceVersion', 'uid']) delete object.metadata[name];
  if (asked.metadata.name === undefined) object.metadata.name = '<generated>';
  const [spec, askedSpec] = [object.spec, asked.spec];
  if (object.kind !== 'Service' || !isRecord(spec) || !isRecord(askedSpec)) return object;
  if (spec.clusterIP !== undefined && askedSpec.clusterIP === undefined) {
    Object.assign(spec, { clusterIP: '<cluster IP>', clusterIPs: ['<cluster IP>'] });
  }
  const ports = (list: unknown) => (Array.isArray(list) ? (list as Record<string, unknown>[]) : []);
  ports(spec.ports).forEach((port, index) => {
    if (port.nodePort !== undefined && ports(askedSpec.ports)[index]?.nodePort === undefined) port.nodePort = 30000;
  });
  return object;
}

async function ask(api: ApiClient, one: Case): Promise<Case['answer']> {
  const object = 'old' in one ? one.old : one.object;
  const collection = await collectionOf(api, object);
  const dryRun = '?dryRun=All&fieldValidation=Strict';
  if (!('old' in one)) return read(await api.ask('POST', collection + dryRun, object), object, one.anyOrder);
  const path = `${collection}/${String(object.metadata.name)}`;
  const created = await api.ask('POST', collection, object);
  if (created.status !== 201) throw new Error(`${one.name}: cannot be created: ${created.body}`);
  const target = one.subresource === undefined ? path : `${path}/${one.subresource}`;
  const answer = await api.ask('PATCH', target + dryRun, one.patch, 'application/merge-patch+json');
  await removeObject(api, path);
  return read(answer, object, one.anyOrder);
}

function read({ body }: ApiAnswer, asked: GoldenObject, anyOrder = false): Case['answer'] {
  const answer = JSON.parse(steadyText(body)) as GoldenObject & Status;
  if (answer.kind !== 'Status') return { object: steady(answer, asked) };
  const { code, message, details } = answer;
  const causes = details?.causes?.map(({ reason, field, message: said }) => `${reason} ${field}: ${steadyCause(said)}`);
  if (causes === undefined) return { code, message };
  return { code, causes: anyOrder ? causes.sort() : causes };
}

async function answerAll(api: ApiClient, file: string, update: boolean): Promise<number> {
  const path = join(FOLDER, file);
  const cases = JSON.parse(readFileSync(path, 'utf8')) as Case[];
  let different = 0;
  for (const one of cases) {
    const answer = await ask(api, one);
    if (JSON.stringify(answer) === JSON.stringify(one.answer)) continue;
    different += 1;
    one.answer = answer;
    process.stdout.write(`${file}: ${one.name}: ${JSON.stringify(answer)}\n`);
  }
  if (update) writeFileSync(path, `[\n${cases.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
  return different;
}

const cluster = await startTestCluster({ controllers: false, kwok: false });
try {
  const update = process.argv.includes('--update');
  // Controllers make it elsewhere; without it no pod is let in.
  await cluster.api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  let different = 0;
  for (const file of readdirSync(FOLDER).sort()) different += await answerAll(cluster.api, file, update);
  process.stdout.write(`${different} answers ${update ? 'rewritten' : 'differ'}\n`);
  if (!update && different > 0) process.exitCode = 1;
} finally {
  await cluster.stop();
}
