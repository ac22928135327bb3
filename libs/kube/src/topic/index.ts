export * from './columnar.js';
export * from './document-topic.js';
export * from './table-topic.js';
