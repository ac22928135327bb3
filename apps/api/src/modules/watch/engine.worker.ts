import { parentPort, workerData } from 'node:worker_threads';
import { ClusterEngine, type EngineRequest, type EngineRequests } from '@binnacle/kube/engine';
import { systemClock } from '@binnacle/kube/reflector';
import { InvalidFilterError } from '@binnacle/kube/table';
import { type ConnectionMaterial, createListWatch, KubeTransport } from '../clusters/transport/index.js';
import type { EngineStart, FromEngine, ToEngine } from './port-protocol.js';

/**
 * The thread of one cluster: parses every object, keeps every table, encodes every frame. The main thread only carries
 * finished strings, so that a relist of 10,000 pods delays nobody's request.
 */
if (parentPort === null) throw new Error('the engine runs in a worker thread only');
const port = parentPort;
const start = workerData as EngineStart;
const tell = (message: FromEngine): void => port.postMessage(message);

let nextMaterial = 1;
const waiting = new Map<number, { resolve(material: ConnectionMaterial): void; reject(error: Error): void }>();
function askMaterial(renew: boolean): Promise<ConnectionMaterial> {
  const id = nextMaterial++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    tell({ type: 'material', id, renew });
  });
}

const renewCredentials = async (): Promise<void> => {
  await askMaterial(true);
};
const transport = new KubeTransport({ material: () => askMaterial(false), onUnauthorized: renewCredentials });
const engine = new ClusterEngine({
  cluster: start.cluster,
  epoch: start.epoch,
  clock: systemClock,
  random: Math.random,
  summary: start.summary,
  listWatch: (kind) => createListWatch(transport, kind),
  onUnauthorized: renewCredentials,
  notify: (notice) => tell({ type: 'notice', notice }),
});

function answer<R extends EngineRequest>(id: number, request: R, ask: EngineRequests[R]['ask']): void {
  try {
    tell({ type: 'answer', id, answer: engine.handle(request, ask) });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const positions =
      error instanceof InvalidFilterError
        ? error.errors.map(({ position, message }) => ({ position, message }))
        : undefined;
    tell({ type: 'refusal', id, error: { name: error.name, message: error.message, ...(positions && { positions }) } });
  }
}

port.on('message', (message: ToEngine) => {
  switch (message.type) {
    case 'request':
      answer(message.id, message.request, message.ask);
      break;
    case 'command':
      engine.obey(message.command);
      break;
    case 'material': {
      const ask = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.material !== undefined) ask?.resolve(message.material);
      else ask?.reject(new Error(message.error ?? 'no credentials'));
      break;
    }
    case 'stop':
      engine.stop();
      void transport.close().then(() => port.close());
      break;
  }
});
engine.start();
