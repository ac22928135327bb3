export { FakeApiServer, type FakeApiServerOptions, type FakeRequest } from './fake-api-server.js';
export type { ConnectFault, StreamFault } from './faults.js';
export type { FakeObject } from './history.js';
export { RecordingStore } from './recording-store.js';
export { ReflectorBench } from './reflector-bench.js';
