export * from './errors.js';
export { type EtcdOptions, openEtcd } from './etcd.js';
export type { Range, RangeOptions, Store, Stored, StoreEvent } from './store.js';
