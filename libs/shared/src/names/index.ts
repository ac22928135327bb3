export * from './grammar.js';
export * from './schemas.js';
