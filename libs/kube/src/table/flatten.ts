import { Buffer } from 'node:buffer';

/** V8 copies slices shorter than this; longer ones refer to the text they were cut from. */
const SHORTEST_SLICE = 13;
const BEYOND_LATIN1 = /[^\0-\u00ff]/;

/**
 * A copy of a text that refers to nothing else. A name cut out of a response keeps the whole response in memory for as
 * long as the name lives; texts joined from parts keep the parts.
 */
export function flatten(text: string): string {
  if (text.length < SHORTEST_SLICE) return text;
  // UTF-16 and not UTF-8 for the rest: a lone surrogate must stay what it is, or the text would never equal its source.
  const encoding = BEYOND_LATIN1.test(text) ? 'utf16le' : 'latin1';
  return Buffer.from(text, encoding).toString(encoding);
}
