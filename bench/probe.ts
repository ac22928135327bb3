/**
 * One viewer and one bare watch in one process: how much later does a viewer know a change than somebody who watches the
 * API server directly. Joined by pod and restart count, a value that is never used twice. Arguments: URL, key, cluster,
 * API server, token, CA file, seconds. Prints one line of JSON.
 */
import { readFileSync } from 'node:fs';
import type { ServerFrame } from '@binnacle/shared/realtime';
import { VIEWS, wireColumns } from '@binnacle/shared/views';
import { Agent, request } from 'undici';
import { LiveClient } from '../e2e/support/live-client.ts';

const [url = '', key = '', cluster = '', server = '', token = '', caFile = '', seconds = '15'] = process.argv.slice(2);
const restartsColumn = wireColumns(VIEWS.pods).findIndex((column) => column.id === 'restarts');

const bare = new Map<string, number>();
const seen = new Map<string, number>();
/** Highest restart count a viewer saw of a pod: a change between two frames is shown by the later value. */
const newest = new Map<string, number>();

const client = await LiveClient.connect(url, key);
const replica = await client.follow(cluster, 'pods', (current, frame: ServerFrame) => {
  if (frame.t !== 'delta' || frame.up === undefined) return;
  const at = performance.now();
  for (const entry of frame.up) {
    const id = entry[0] as number;
    for (let index = 1; index < entry.length; index += 2) {
      if (entry[index] !== restartsColumn) continue;
      const pod = String(current.cell(id, 'name'));
      const restarts = Number(entry[index + 1]);
      seen.set(`${pod} ${restarts}`, at);
      newest.set(pod, Math.max(newest.get(pod) ?? 0, restarts));
    }
  }
});
while (!replica.complete) await new Promise((resolve) => setTimeout(resolve, 20));

const dispatcher = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') }, bodyTimeout: 0 });
const headers = { authorization: `Bearer ${token}` };
const list = await request(`${server}/api/v1/pods?limit=1`, { dispatcher, headers });
const { metadata } = (await list.body.json()) as { metadata: { resourceVersion: string } };
const abort = new AbortController();
const watch = await request(`${server}/api/v1/pods?watch=true&resourceVersion=${metadata.resourceVersion}`, {
  dispatcher,
  headers,
  signal: abort.signal,
});
const reading = (async () => {
  let rest = Buffer.alloc(0);
  for await (const chunk of watch.body) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      const event = JSON.parse(rest.toString('utf8', 0, end)) as {
        object: { metadata: { name: string }; status?: { containerStatuses?: Array<{ restartCount: number }> } };
      };
      const total = (event.object.status?.containerStatuses ?? []).reduce(
        (sum, container) => sum + container.restartCount,
        0,
      );
      bare.set(`${event.object.metadata.name} ${total}`, performance.now());
      rest = rest.subarray(end + 1);
    }
  }
})().catch(() => undefined);

await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1_000));
// The last changes of the window may still be on their way to the viewer.
const counted = [...bare.keys()];
await new Promise((resolve) => setTimeout(resolve, 1_000));
abort.abort();
await reading;
// What the bare watcher was told last gets the same second to reach the viewer.
await new Promise((resolve) => setTimeout(resolve, 1_000));

/** The highest restart count that the API server told of each pod: what the replica must now show. */
const told = new Map<string, number>();
for (const change of bare.keys()) {
  const [pod = '', restarts] = change.split(' ');
  told.set(pod, Math.max(told.get(pod) ?? 0, Number(restarts)));
}
const equal = [...told].every(([pod, restarts]) => (newest.get(pod) ?? 0) >= restarts);

const lags: number[] = [];
let neverShown = 0;
for (const change of counted) {
  const at = seen.get(change);
  const [pod = '', restarts] = change.split(' ');
  if (at !== undefined) lags.push(at - (bare.get(change) ?? 0));
  else if ((newest.get(pod) ?? 0) < Number(restarts)) neverShown += 1;
}
lags.sort((a, b) => a - b);
const at = (share: number): number =>
  Number((lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? Number.NaN).toFixed(2));
process.stdout.write(
  `${JSON.stringify({ changes: counted.length, matched: lags.length, neverShown, equal, p50: at(0.5), p90: at(0.9), p99: at(0.99) })}\n`,
);
client.close();
await dispatcher.destroy();
process.exit(0);
