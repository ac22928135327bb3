import { type ConnectFault, type FakeApiServerOptions, ReflectorBench } from '@binnacle/testing/list-watch';
import { type KubeObject, Reflector, type ReflectorOptions, StatusError } from '../index.js';

/** The error by which a source that is played says no: the reflector's own. */
export const refusal = (code: number, reason: string, message: string, retryAfterMs?: number) =>
  new StatusError(code, reason, message, retryAfterMs);

/** A reflector that is live, with three objects unless said otherwise, and everything noted so far forgotten. */
export async function live(
  options: Partial<ReflectorOptions> = {},
  { objects = 3, ...server }: Partial<FakeApiServerOptions> & { objects?: number } = {},
) {
  const bench = new ReflectorBench<KubeObject>({ refusal, ...server }, objects);
  const reflector = new Reflector(bench.server, bench.store, { ...bench.options, ...options });
  reflector.start();
  await bench.clock.settle();
  if (reflector.status.state !== 'live') throw new Error(`the reflector is ${reflector.status.state}`);
  bench.forget();
  return { bench, reflector };
}

/** A request that is answered with a status. */
export const status = (code: number, message = `the server said ${code}`, retryAfterMs?: number): ConnectFault => ({
  kind: 'status',
  code,
  message,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
