export { type FieldError, same } from './field.js';
export { type Admission, AdmissionError, type Cell, type Column, type Kind, RESOURCES, type Resource } from './kind.js';
export { requirementsOf, selects } from './label-selector.js';
export { formatQuantity, nanosOf, parseQuantity, type Quantity, QuantityError } from './quantity.js';
export { cellsOf, KINDS, kindAt, kindOf } from './registry.js';
export { checkFields, type FieldCheck, unknownFieldsSentence } from './schema/check-fields.js';
export type { GroupVersionKind } from './schema/definitions.js';
export { type Schema, schemaOf } from './schema/schema.js';
export { decoded, invalidStatus, prepareForCreate, prepareForUpdate, resetFields, validate } from './strategy.js';
