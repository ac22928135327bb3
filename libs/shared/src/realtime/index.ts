export * from './documents.js';
export * from './limits.js';
export * from './protocol.js';
export * from './replica.js';
