export type { ReflectorCounters, ReflectorOptions } from './options.js';
export type {
  Clock,
  KubeObject,
  ListOptions,
  ListPage,
  ListWatch,
  Random,
  ReflectorStatus,
  ReflectorStore,
  Replacement,
  WatchOptions,
} from './ports.js';
export { StatusError } from './ports.js';
export { Reflector } from './reflector.js';
export { systemClock } from './system-clock.js';
