export { changeOf } from './changes.js';
export { findingsOf } from './findings.js';
export { objectDocumentOf } from './object-document.js';
export { overviewOf } from './overview.js';
export { rolloutOf } from './rollout.js';
