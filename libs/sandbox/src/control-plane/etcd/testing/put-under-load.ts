// A process to be killed: changes a store as fast as it can and says what was acknowledged and what its watch saw.
import { writeSync } from 'node:fs';
import { openEtcd } from '../index.js';

const [folder = ''] = process.argv.slice(2);
const KEYS = 20;
const padding = 'x'.repeat(500);
const say = (...words: (string | number)[]): unknown => writeSync(1, `${words.join(' ')}\n`);

const store = await openEtcd({
  clock: { wall: Date.now, monotonic: () => performance.now(), after: () => () => undefined },
  folder,
  // Small, so that many rounds are killed while the file is being rewritten.
  slack: 50_000,
  notice: (message) => say('notice', message),
});
say('open', store.revision, store.compacted);
store.watch('', store.revision, ({ type, key, revision }) => say('seen', revision, type, key));

/** Puts a key, and now and then deletes it, over and over; several of these go on at once. */
async function change(key: string): Promise<never> {
  for (let count = 0; ; count += 1) {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: key }, count, padding };
    const current = store.get(key)?.revision ?? 0;
    if (current > 0 && count % 7 === 6) {
      say('acknowledged', await store.delete(key, current, object), 'delete', key);
    } else {
      const { revision } = await store.put(key, object, current);
      say('acknowledged', revision, 'put', key);
      if (revision % 50 === 0) store.compact(revision - 20);
    }
  }
}

await Promise.all(Array.from({ length: KEYS }, (_, i) => change(`/registry/core/configmaps/default/c${i}`)));
