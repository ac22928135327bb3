import { scrub } from '../../platform/logging/index.js';

/** Longest sentence of an API server that is kept; a validation error of a large object can be far longer. */
const TEXT_MAX_CHARACTERS = 2_000;

/**
 * Free text as it goes on the record: one line, without control, bidirectional or zero-width characters, without what
 * looks like a credential, bounded. What people type as a reason is otherwise theirs.
 */
export function plainText(text: string, maxCharacters = TEXT_MAX_CHARACTERS): string {
  const oneLine = scrub(text.toWellFormed())
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return oneLine.length > maxCharacters ? `${oneLine.slice(0, maxCharacters - 1).toWellFormed()}…` : oneLine;
}
