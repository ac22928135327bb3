export { type DecodedBody, decodeBody } from './body.js';
export { parseJson } from './json-text.js';
export { type Conversion, checkRoute, negotiate, type Representation } from './media-types.js';
export { StreamBuffer } from './stream-buffer.js';
