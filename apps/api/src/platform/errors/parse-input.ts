import { BinnacleError, type ErrorItem } from '@binnacle/shared/errors';
import type { z } from 'zod';
import { bounded } from './bounded.js';

/** More places than this are not listed: the first ones tell what kind of mistake it is. */
const ITEMS_MAX = 20;

/**
 * The input as its schema describes it.
 * @throws BinnacleError `invalid_name` when a name breaks the grammar of Kubernetes names, else `invalid_input`; with the place of each mistake
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw inputError(result.error);
}

/** What a schema refused, as an answer: where, what; never more of the input than a bounded quotation. */
export function inputError(error: z.ZodError): BinnacleError {
  const errors = error.issues.slice(0, ITEMS_MAX).map(itemOf);
  const names = error.issues.some((issue) => issue.code === 'custom' && issue.params?.code === 'invalid_name');
  const first = errors[0];
  const where = first?.path === undefined || first.path === '' ? '' : `${first.path}: `;
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  return new BinnacleError(
    names ? 'invalid_name' : 'invalid_input',
    `${where}${first?.message ?? 'not as expected'}${more}`,
    { errors },
  );
}

function itemOf(issue: z.core.$ZodIssue): ErrorItem {
  const path = issue.path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? bounded(String(step), 60) : `${text}.${bounded(String(step), 60)}`;
  }, '');
  return { path: bounded(path, 200), message: bounded(issue.message, 300) };
}
