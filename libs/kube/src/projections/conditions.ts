import { evidenceOf, type Fields, listOf, secondsOf, textOf } from './fields.js';

export interface Condition {
  type: string;
  /** `True`, `False` or `Unknown`. */
  status: string;
  reason: string;
  message: string;
  /** Seconds since 1970. */
  lastTransitionAt: number | null;
  lastUpdateAt: number | null;
}

/** Conditions of an object's status by type. Where a type stands twice the first counts, as kubectl's printers read them. */
export function conditionsOf(status: Fields): ReadonlyMap<string, Condition> {
  const conditions = new Map<string, Condition>();
  for (const fields of listOf(status.conditions)) {
    const type = textOf(fields.type);
    if (type === null || conditions.has(type)) continue;
    conditions.set(type, {
      type,
      status: textOf(fields.status) ?? 'Unknown',
      reason: textOf(fields.reason) ?? '',
      message: evidenceOf(fields.message),
      lastTransitionAt: secondsOf(fields.lastTransitionTime),
      lastUpdateAt: secondsOf(fields.lastUpdateTime),
    });
  }
  return conditions;
}

/** ` (message)`-like tail of a sentence: the message after a colon, with exactly one full stop at the end. */
export function sentence(beginning: string, message: string): string {
  return message === '' ? `${beginning}.` : `${beginning}: ${message.replace(/[.\s]+$/, '')}.`;
}
