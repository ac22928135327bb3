import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { describe, expect, test } from 'vitest';
import { ClusterConnection } from '../credentials/cluster-connection.js';
import { discoverContexts } from './discover.js';
import { ClusterConfigError, type KubeconfigProblem } from './problem.js';
import type { ResolvedContext } from './specs.js';

const FOLDER = join(import.meta.dirname, '../testdata/kubeconfigs');
/** Later than the end of short-lived.crt, earlier than that of long-lived.crt. */
const NOW = Date.UTC(2027, 5, 1);

/** The error of a context, from its text or from what it refers to. */
async function errorOf(context: ResolvedContext): Promise<ClusterConfigError | null> {
  if (context.broken !== null) return context.broken;
  try {
    await new ClusterConnection({ ...context, env: {}, clock: new FakeClock(NOW) }).material();
    return null;
  } catch (error) {
    if (error instanceof ClusterConfigError) return error;
    throw error;
  }
}

async function load(file: string) {
  const { contexts, problems } = await discoverContexts({
    kubeconfigs: [join(FOLDER, file)],
    env: {},
    home: '/nonexistent',
  });
  const errors = new Map<string, ClusterConfigError | null>();
  for (const context of contexts) errors.set(context.context, await errorOf(context));
  return { problems, errors };
}

const seen = ({ file, line, column, field, message }: KubeconfigProblem) => [
  basename(file),
  line ?? null,
  column ?? null,
  field ?? null,
  message.replaceAll(`${FOLDER}/`, '…/'),
];

/** file, line, column, field, message; null where there is none */
type Expected = [file: string, line: number | null, column: number | null, field: string | null, message: string];

const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as {
  /** Files, or single items of them, that cannot be used. */
  files: Expected[];
  /** Files whose context `broken` cannot be used, while `good` beside it can; the last word is the fault. */
  contexts: [...Expected, fault: string][];
};

describe('each problem of a kubeconfig is told with file, line, column, field and what to do', () => {
  test.each(EXPECTED.files)('%s', async (...expected) => {
    const { problems } = await load(expected[0]);
    expect(problems.map(seen)).toEqual([expected]);
    expect(problems[0]?.hint).toMatch(/^[A-Z].*\.$/);
  });

  test.each(EXPECTED.contexts)('%s', async (...row) => {
    const { problems, errors } = await load(row[0]);
    const error = errors.get('broken');
    expect(problems).toEqual([]);
    expect(error && [...seen(error.problem), error.fault]).toEqual(row);
    expect(error?.problem.hint).toMatch(/^[A-Z].*\.$/);
    expect(error?.message).toContain(`${row[0]}, line ${row[1]}`);
    // One broken context leaves its neighbour alone.
    expect(errors.get('good')).toBeNull();
  });

  test('every file of the corpus is expected above, and there are at least 30', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThanOrEqual(30);
    expect(new Set([...EXPECTED.files, ...EXPECTED.contexts].map(([file]) => file))).toEqual(new Set(files));
  });

  test('T20: no credential of the corpus stands in any error', async () => {
    for (const [file] of [...EXPECTED.files, ...EXPECTED.contexts]) {
      const { problems, errors } = await load(file);
      expect(
        JSON.stringify([problems, [...errors.values()].map((error) => [error?.message, error?.problem])]),
      ).not.toContain('canary');
    }
  });
});
