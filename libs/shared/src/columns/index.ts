export * from './cell-store.js';
export * from './dictionary.js';
export * from './order-book.js';
export * from './row-store.js';
