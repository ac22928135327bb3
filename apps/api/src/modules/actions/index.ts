export { ActionsModule } from './actions.module.js';
export {
  CLUSTER_REGISTRY,
  type ClusterRegistry,
  type WatchedWorkload,
  WORKLOAD_WATCH,
  type WorkloadWatch,
} from './ports.js';
