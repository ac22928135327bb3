export * from './cluster-engine.js';
export * from './messages.js';
