// Preloaded into the server's threads by memory.ts: collects garbage and writes down what is left, every second, one
// file a thread. What V8 keeps for later would otherwise hide what the tables need.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { threadId } = require('node:worker_threads');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
setInterval(() => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(join(process.env.BENCH_MEMORY_FOLDER, `${threadId}.json`), JSON.stringify(heapUsed + external));
}, 1_000).unref();
