export { checkManifests } from './check-manifests.js';
export type { FieldSchema } from './field-schema.js';
export type { KnownKinds } from './identify.js';
export { type KindConfig, type KindNode, type PortMapping, readKindConfig } from './kind-config.js';
export type { Place, Problem, Severity } from './problem.js';
