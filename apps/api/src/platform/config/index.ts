export { isLoopback, urlHost } from './addresses.js';
export { APP_CONFIG, type AppConfig } from './app-config.js';
export { OWNER_KEY_FILE, prepareDataFolder, readSecret } from './folders.js';
export { nearest } from './nearest.js';
export { usage } from './options.js';
export { parseConfig } from './parse-config.js';
export { EXIT, StartupError } from './startup-error.js';
