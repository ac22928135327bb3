/**
 * Reading what an API server sent, without trusting it: a field may be absent, of another type, endless, or full of
 * control characters that would rewrite a terminal or a page. Nothing here throws.
 */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});

/** Longest text of a cell unless a column says otherwise: the longest name Kubernetes allows is 253 characters. */
const TEXT_MAX_CHARACTERS = 1_024;
/** Longest evidence taken from a message of somebody else. */
const EVIDENCE_MAX_CHARACTERS = 300;

/** The value as an object; an empty one when it is anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NONE;
}

/** The value as an object, or null when it is absent: for fields whose presence is the statement (`state.waiting`). */
export function fieldsOrNull(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** The value as a list of objects; what is not an object in it becomes an empty one, so that positions stay. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** Not empty, one line, without control, format or separator characters, at most `max` characters (an ellipsis marks a cut). */
export function textOf(value: unknown, max = TEXT_MAX_CHARACTERS): string | null {
  if (typeof value !== 'string' || value === '') return null;
  if (value.length <= max && PRINTABLE.test(value)) return value;
  return clean(value, max);
}

/** Any text that must stay one line of a sentence. Same rules as {@link textOf}; empty when nothing is left. */
export function evidenceOf(value: unknown, max = EVIDENCE_MAX_CHARACTERS): string {
  return typeof value === 'string' ? (clean(value, max) ?? '') : '';
}

const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

function clean(value: string, max: number): string | null {
  // Cut first: cleaning a message of megabytes would be work for nothing.
  const head = value.length > max * 2 ? value.slice(0, max * 2) : value;
  const line = head.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  if (line === '') return null;
  if (line.length <= max && head.length === value.length) return line.toWellFormed();
  return `${line.slice(0, max - 1).trimEnd()}…`.toWellFormed();
}

/** An exact whole number, or null. */
export function integerOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** A whole number where absence means 0, as Go's zero values and `omitempty` make it. */
export function countOf(value: unknown): number {
  return integerOf(value) ?? 0;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whole seconds since 1970 of an RFC 3339 time, or null. Go's zero time (year 1) is null: it means "never". */
export function secondsOf(value: unknown): number | null {
  if (typeof value !== 'string' || !RFC_3339.test(value)) return null;
  const milliseconds = Date.parse(value);
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? Math.floor(milliseconds / 1000) : null;
}
