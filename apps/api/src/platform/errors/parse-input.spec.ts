import { BinnacleError, ERROR_CODES, ERROR_STATUS } from '@binnacle/shared/errors';
import { InvalidNameError, targetSchema } from '@binnacle/shared/names';
import { BadRequestException, HttpException } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseInput } from './parse-input.js';
import { asBinnacleError, problemOf } from './problem.js';

function refusal(schema: z.ZodType, value: unknown): BinnacleError {
  try {
    parseInput(schema, value);
  } catch (error) {
    if (error instanceof BinnacleError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('input', () => {
  test('comes back as its schema describes it', () => {
    expect(parseInput(z.object({ n: z.coerce.number() }), { n: '3' })).toEqual({ n: 3 });
  });

  test('T05: a name that breaks the grammar is invalid_name, with its place', () => {
    const error = refusal(z.object({ target: targetSchema }), {
      target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: '..' },
    });
    expect(error).toMatchObject({ code: 'invalid_name', status: 422 });
    expect(error.errors).toEqual([{ path: 'target.name', message: expect.stringContaining('".." is not allowed') }]);
  });

  test('anything else is invalid_input, every place named up to twenty', () => {
    const error = refusal(
      z.array(z.object({ replicas: z.number().int() })),
      Array.from({ length: 50 }, () => ({ replicas: 'x' })),
    );
    expect(error).toMatchObject({
      code: 'invalid_input',
      status: 422,
      detail: expect.stringMatching(/^\[0\]\.replicas: .* \(and 49 more\)$/),
    });
    expect(error.errors).toHaveLength(20);
    expect(error.errors[3]?.path).toBe('[3].replicas');
  });

  test('T20: long or invisible input is not sent back', () => {
    const long = 'x'.repeat(5_000);
    const error = refusal(z.strictObject({}), { [long]: 1, '\u202Ekey\u0000': 2 });
    expect(JSON.stringify(error.errors).length).toBeLessThan(1_000);
    expect(JSON.stringify(error.errors)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(refusal(z.record(z.string(), z.number()), { [long]: 'canary' }).errors[0]?.path?.length).toBeLessThan(250);
  });
});

describe('problem documents', () => {
  test.each(ERROR_CODES)('%s has a title and its status', (code) => {
    const problem = problemOf(new BinnacleError(code, 'Because.'), 'id-1');
    expect(problem).toMatchObject({
      status: ERROR_STATUS[code],
      code,
      detail: 'Because.',
      instance: 'id-1',
      type: `/api/docs#${code}`,
    });
    expect(problem.title.length).toBeGreaterThan(5);
  });

  test('an unknown error says nothing of itself', () => {
    for (const thrown of [
      new Error('canary'),
      'canary',
      null,
      undefined,
      new HttpException('canary', 500),
      Object.assign(new Error('canary'), { statusCode: 501 }),
    ]) {
      const problem = problemOf(asBinnacleError(thrown), 'id-1');
      expect(problem).toMatchObject({ code: 'internal', status: 500 });
      expect(JSON.stringify(problem)).not.toContain('canary');
    }
  });

  test('errors of the framework keep their meaning, not their words', () => {
    expect(asBinnacleError(new HttpException('canary', 404))).toMatchObject({ code: 'not_found' });
    expect(asBinnacleError(Object.assign(new Error('canary'), { statusCode: 413 }))).toMatchObject({
      code: 'too_large',
    });
    expect(asBinnacleError(new HttpException('canary', 418))).toMatchObject({ code: 'invalid_request' });
    expect(asBinnacleError(new InvalidNameError('name', 'letters', '..'))).toMatchObject({ code: 'invalid_name' });
    expect(asBinnacleError(new z.ZodError([]))).toMatchObject({ code: 'invalid_input' });
  });

  test('broken JSON is located and not quoted', () => {
    const error = asBinnacleError(new BadRequestException('Unexpected token c in "canary" (line 2 column 7)'));
    expect(error.errors).toEqual([{ line: 2, column: 7, message: 'The JSON is not well formed here.' }]);
  });
});
