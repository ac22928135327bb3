export { WatchModule } from './watch.module.js';
export { WatchService } from './watch.service.js';
