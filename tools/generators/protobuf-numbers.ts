// Writes libs/sandbox/src/control-plane/api-server/door/protobuf/data/numbers.json: the protobuf field numbers of every
// struct that the schemas of our kinds know, as the pinned Go modules have them. Run after kind-schemas.ts:
// node --conditions binnacle-source <this file>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoTypes } from './go-types.ts';

const SANDBOX = join(import.meta.dirname, '../../libs/sandbox/src');
const SCHEMAS = join(SANDBOX, 'kinds/schema/data');
const TARGET = join(SANDBOX, 'control-plane/api-server/door/protobuf/data/numbers.json');

const definitions = readdirSync(SCHEMAS).flatMap((file) =>
  Object.keys(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as object),
);
const go = new GoTypes();
const found = new Map<string, Record<number, string>>();
for (const todo = [...definitions]; todo.length > 0; ) {
  const name = todo.pop() ?? '';
  const numbers = found.has(name) ? undefined : go.numbers(name);
  if (numbers === undefined || Object.keys(numbers).length === 0) continue;
  found.set(name, numbers);
  todo.push(...Object.values(numbers).flatMap((field) => (field.startsWith('<') ? [field.slice(1)] : [])));
}
const lines = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
// One struct a line, so that a new version of Kubernetes shows as a readable difference.
const text = lines.map(([name, numbers]) => `${JSON.stringify(name)}: ${JSON.stringify(numbers)}`).join(',\n');
writeFileSync(TARGET, `{\n${text}\n}\n`);
process.stdout.write(`${lines.length} structs\n`);
