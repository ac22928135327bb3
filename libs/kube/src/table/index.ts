export * from './query.js';
export * from './row-table.js';
