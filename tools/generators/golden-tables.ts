// Puts the objects of libs/sandbox/src/kinds/testdata/tables.json into a real API server and writes down how it shows
// them in a table. Run: node --conditions binnacle-source <this file> [--update]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '../control-plane/api-client.ts';
import { startTestCluster } from '../control-plane/real-cluster.ts';
import { collectionOf, type GoldenObject } from './golden-object.ts';

const FILE = join(import.meta.dirname, '../../libs/sandbox/src/kinds/testdata/tables.json');

/** Times in the file are relative, `@-3h10m`: the same recording comes out whenever it is made. */
interface Shown {
  name: string;
  create: GoldenObject;
  /** Put into the status afterwards. */
  status?: Record<string, unknown>;
  /** Deleted, and held back by a finalizer. */
  deleted?: true;
  object?: GoldenObject;
  cells?: unknown[];
  conditions?: unknown[];
}

interface Column {
  name: string;
  type: string;
  format: string;
  priority: number;
}

interface Golden {
  columns: Record<string, Column[]>;
  rows: Shown[];
}

const UNITS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

function resolve(token: string, now: number): string {
  const parts = [...token.matchAll(/(\d+)([dhms])/g)];
  const ms = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
  return new Date(now - ms).toISOString().slice(0, 19);
}

/** Writes absolute times for tokens, and can undo it. */
class Times {
  readonly #now = Math.floor(Date.now() / 1000) * 1000;
  readonly #tokens = new Map<string, string>();

  absolute<T>(value: T): T {
    const text = JSON.stringify(value).replaceAll(/"(@-[^"]+?)(µ?)"/g, (_, token: string, micro: string) => {
      const time = `${resolve(token, this.#now)}${micro === '' ? '' : '.000000'}Z`;
      this.#tokens.set(time, token + micro);
      return `"${time}"`;
    });
    return JSON.parse(text) as T;
  }

  relative<T>(value: T): T {
    let text = JSON.stringify(value);
    for (const [time, token] of this.#tokens) text = text.replaceAll(`"${time}"`, `"${token}"`);
    return JSON.parse(text.replaceAll(/("lastPhaseTransitionTime"):"[^"]+"/g, '$1:"@-0s"')) as T;
  }
}

interface Table {
  columnDefinitions: (Column & { description: string })[];
  rows: { cells: unknown[]; conditions?: { type: string; status: string; reason: string }[]; object: GoldenObject }[];
}

async function show(api: ApiClient, shown: Shown, columns: Golden['columns']): Promise<Shown> {
  // Ages are shown in whole seconds: begun with the second, they are the same in every recording.
  if (JSON.stringify(shown).includes('"@-')) await delay(1000 - (Date.now() % 1000));
  const times = new Times();
  const object = times.absolute(shown.create);
  const path = `${await collectionOf(cluster.api, object)}/${String(object.metadata.name)}`;
  await insist(api, 'POST', await collectionOf(cluster.api, object), object);
  if (shown.status) await insist(api, 'PATCH', `${path}/status`, times.absolute({ status: shown.status }));
  if (shown.deleted) await insist(api, 'DELETE', path);
  const table = JSON.parse((await api.ask('GET', `${path}?includeObject=Object`)).body) as Table;
  const [row] = table.rows;
  if (row === undefined) throw new Error(`${shown.name}: the table is empty`);
  columns[object.kind] = table.columnDefinitions.map(({ description: _, ...column }) => column);
  const created = times.relative(row.object);
  for (const name of ['managedFields', 'resourceVersion', 'uid']) delete created.metadata[name];
  created.metadata.creationTimestamp = '@-0s';
  if (shown.deleted) created.metadata.deletionTimestamp = '@-0s';
  table.columnDefinitions.forEach((column, index) => {
    if (column.name === 'Age') row.cells[index] = String(row.cells[index]).replace(/^\ds$/, '0s');
    if (column.name === 'Created At') row.cells[index] = '@-0s';
  });
  const { name, create, status, deleted } = shown;
  return {
    name,
    create,
    ...(status && { status }),
    ...(deleted && { deleted }),
    object: created,
    cells: row.cells,
    ...(row.conditions && { conditions: row.conditions }),
  };
}

async function insist(api: ApiClient, method: string, path: string, body?: unknown): Promise<void> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const answer = await api.ask(method, path, body, type);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
}

const cluster = await startTestCluster({ controllers: false, kwok: false });
try {
  const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Golden;
  await cluster.api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const columns: Golden['columns'] = {};
  const rows: Shown[] = [];
  const api = new ApiClient({
    server: cluster.server,
    certificateAuthority: cluster.certificateAuthority,
    token: cluster.token(),
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  });
  for (const shown of golden.rows) rows.push(await show(api, shown, columns));
  const lines = (list: unknown[]) => list.map((one) => JSON.stringify(one)).join(',\n');
  const text = `{"columns": {\n${Object.entries(columns)
    .map(([kind, list]) => `${JSON.stringify(kind)}: ${JSON.stringify(list)}`)
    .join(',\n')}\n},\n"rows": [\n${lines(rows)}\n]}\n`;
  if (process.argv.includes('--update')) writeFileSync(FILE, text);
  else if (text !== readFileSync(FILE, 'utf8')) {
    process.stdout.write('The real server shows other tables than those in the file.\n');
    process.exitCode = 1;
  }
  api.close();
} finally {
  await cluster.stop();
}
