#!/usr/bin/env node
// Stands in for Prisma's native schema engine: the same newline-delimited JSON-RPC on stdin and stdout, answered by
// @prisma/schema-engine-wasm over a driver adapter.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

const CANNOT_CONNECT = 'P1001';
/** The code Prisma's CLI expects of an engine error that is not a crash. */
const USER_FACING_ERROR = 4466;
/** Type numbers of PostgreSQL's internal "char" and its array, which the adapter cannot map, and of text and its array. */
const READ_AS = new Map([
  [18, 25],
  [1002, 1009],
]);

const args = process.argv.slice(2);
const values = (name) => args.flatMap((argument, at) => (argument === name ? [args[at + 1]] : []));
const url = JSON.parse(values('--datasource')[0] ?? '{}').url ?? '';

async function pglite(folder) {
  const { PGlite } = await import('@electric-sql/pglite');
  const { PrismaPGlite } = await import('pglite-prisma-adapter');
  const database = new PGlite(folder);
  const factory = new PrismaPGlite(database);
  return {
    ...factory,
    adapterName: 'pglite',
    connect: async () => withWholeScripts(await factory.connect(), (script) => database.exec(script)),
  };
}

/**
 * The adapters' own way with scripts will not do: one cuts them at every semicolon, also inside a function's body, and
 * the other does not wait for them.
 */
function withWholeScripts(connection, run) {
  connection.executeScript = async (script) => {
    await run(script);
  };
  return connection;
}

/** Introspection reads catalogue columns of type "char"; they are presented as text. */
function withCatalogueTypes(connection) {
  const perform = connection.performIO.bind(connection);
  connection.performIO = async (query) => {
    const answer = await perform(query);
    for (const field of answer.fields ?? []) field.dataTypeID = READ_AS.get(field.dataTypeID) ?? field.dataTypeID;
    return answer;
  };
  const begin = connection.startTransaction?.bind(connection);
  if (begin) connection.startTransaction = async (...options) => withCatalogueTypes(await begin(...options));
  return connection;
}

async function adapters() {
  // The adapter's own shadow database would work on the real one when it is given an address; ours is always in memory.
  const connectToShadowDb = async () => (await pglite('memory://')).connect();
  if (process.env.DATABASE_URL && url.startsWith('postgres')) {
    const { PrismaPg } = await import('@prisma/adapter-pg');
    const factory = new PrismaPg({ connectionString: url });
    const connect = async () => {
      const connection = withCatalogueTypes(await factory.connect());
      return withWholeScripts(connection, (script) => connection.underlyingDriver().query(script));
    };
    return { provider: 'postgres', adapterName: factory.adapterName, connect, connectToShadowDb };
  }
  const factory = await pglite(process.env.BINNACLE_PGLITE || 'memory://');
  return { provider: 'postgres', adapterName: 'pglite', connect: () => factory.connect(), connectToShadowDb };
}

/** What the engine panicked over; it asks for this registry by name. */
let panic;
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(text) {
    panic = text;
  },
};

async function startEngine() {
  const module = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const { instance } = await WebAssembly.instantiate(readFileSync(module.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = values('--datamodels').map((path) => [path, readFileSync(path, 'utf8')]);
  const log = (line) => process.env.DEBUG && process.stderr.write(`${line}\n`);
  const factory = bindMigrationAwareSqlAdapterFactory(await adapters());
  return glue.SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, log, factory);
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
let engine;

async function answer({ id, method, params }) {
  try {
    engine ??= await startEngine();
    if (method === 'createDatabase') return send({ id, result: { databaseName: 'embedded' } });
    const result = method === 'getDatabaseVersion' ? await engine.version(params) : await engine[method](params);
    // The native engine prints a diff through a request of its own; the WASM build returns it.
    if (method === 'diff' && result?.stdout != null) {
      send({ id: 1_000_000 + id, method: 'print', params: { content: result.stdout } });
    }
    send({ id, result: result ?? {} });
  } catch (error) {
    const message = panic ?? String(error?.message ?? error);
    send({
      id,
      error: { code: USER_FACING_ERROR, message, data: { is_panic: false, message, error_code: error?.code } },
    });
  }
}

async function canConnect() {
  try {
    const connection = await (await adapters()).connect();
    await connection.dispose?.();
    return 0;
  } catch (error) {
    const fields = { message: String(error?.message ?? error), error_code: CANNOT_CONNECT };
    process.stderr.write(`${JSON.stringify({ level: 'ERROR', fields })}\n`);
    return 1;
  }
}

if (args.includes('--version')) {
  process.stdout.write('schema-engine-cli wasm\n');
  process.exit(0);
}
// `cli can-connect-to-database` comes after the options.
if (args.includes('cli')) process.exit(await canConnect());

let line = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (text) => {
    const message = JSON.parse(text);
    if (message.method !== undefined) line = line.then(() => answer(message));
  })
  .on('close', () => line.then(() => process.exit(0)));
