/** HTTP to API servers: plain TypeScript, also for worker threads, which must not load Nest. */
export type { ConnectionMaterial } from './connection-material.js';
export { KubeTransport } from './kube-transport.js';
export { createListWatch } from './list-watch.js';
