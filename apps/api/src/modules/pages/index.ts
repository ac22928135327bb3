export { installPages } from './install-pages.js';
