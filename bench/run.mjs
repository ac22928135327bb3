// npm run bench: every benchmark, one after the other, or those named. Results go to bench/results.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, environment, foreground, nodeBinary, root } from '../tools/launch/checkout.mjs';

const BENCHMARKS = ['start-up', 'event-lag', 'busy-start', 'memory'];

const named = process.argv.slice(2);
const unknown = named.find((name) => !BENCHMARKS.includes(name));
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}". There are: ${BENCHMARKS.join(', ')}.`);
  process.exit(2);
}
ensureInstalled();
ensureBuilt();
mkdirSync(join(root, 'bench/results'), { recursive: true });
// The server under test has core 0 for itself (rig.ts); this process and all else that it starts stay on core 1.
const pinned = spawnSync('taskset', ['-c', '1', 'true'], { env: environment }).status === 0;
if (!pinned) console.error('taskset or a second core is missing: nothing is pinned, expect more noise.');
for (const name of BENCHMARKS.filter((one) => named.length === 0 || named.includes(one))) {
  console.error(`\n${name}`);
  const args = [join(root, 'bench', `${name}.ts`)];
  const code = pinned
    ? await foreground('taskset', ['-c', '1', nodeBinary(), ...args])
    : await foreground(nodeBinary(), args);
  if (code !== 0) process.exit(code);
}
