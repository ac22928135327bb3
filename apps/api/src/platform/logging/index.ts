export { createLog, LOG, type Log, silentLog } from './log.js';
export { NestLog } from './nest-log.js';
export { logDetails, rootLogger } from './root-logger.js';
export { scrub } from './scrub.js';
