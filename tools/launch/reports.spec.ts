import { describe, expect, test } from 'vitest';
import { countPlaywright, countStep, countVitest, summaryLine, total } from './reports.mjs';

const vitestReport = {
  testResults: [
    {
      status: 'passed',
      assertionResults: [
        { status: 'passed', fullName: 'a' },
        { status: 'skipped', fullName: 'b', meta: { reason: 'needs a cluster' } },
        { status: 'todo', fullName: 'c', meta: {} },
      ],
    },
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed', fullName: 'd' }] },
  ],
};

const playwrightReport = {
  errors: [],
  suites: [
    {
      title: 'journey.spec.ts',
      specs: [{ title: 'signs in', tests: [{ status: 'expected' }] }],
      suites: [
        {
          title: 'scale',
          specs: [
            { title: 'plans', tests: [{ status: 'unexpected' }] },
            { title: 'again', tests: [{ status: 'flaky' }] },
            {
              title: 'later',
              tests: [{ status: 'skipped', annotations: [{ type: 'skip', description: 'no cluster' }] }],
            },
          ],
        },
      ],
    },
  ],
};

describe('the count of a run', () => {
  test('vitest: a file that could not be loaded is a failure although it has no test', () => {
    expect(countVitest(vitestReport)).toEqual({
      passed: 1,
      failed: 2,
      skipped: [
        { name: 'b', reason: 'needs a cluster' },
        { name: 'c', reason: 'todo' },
      ],
    });
  });

  test('Playwright: a test that needed a second try has failed', () => {
    expect(countPlaywright(playwrightReport)).toEqual({
      passed: 1,
      failed: 2,
      skipped: [{ name: 'journey.spec.ts › scale › later', reason: 'no cluster' }],
    });
  });

  test('a suite that ran nothing, left no report, or failed without a test to blame, is a failure', () => {
    const nothing = { passed: 0, failed: 0, skipped: [{ name: 'x', reason: 'y' }] };
    expect(countStep({ exitCode: 0, report: nothing }).failed).toBe(1);
    expect(countStep({ exitCode: 0, report: null }).failed).toBe(1);
    expect(countStep({ exitCode: 1, report: { passed: 5, failed: 0, skipped: [] } }).failed).toBe(1);
    expect(countStep({ exitCode: 1, report: { passed: 5, failed: 2, skipped: [] } }).failed).toBe(2);
    expect(countStep({ exitCode: 0, report: { passed: 5, failed: 0, skipped: [] } }).failed).toBe(0);
    expect(countStep({ exitCode: 2, report: undefined })).toEqual({ passed: 0, failed: 1, skipped: [] });
  });

  test('adds up to the line that scripts read', () => {
    expect(summaryLine(total([countVitest(vitestReport), countPlaywright(playwrightReport)]))).toBe(
      '2 passed, 4 failed, 3 skipped',
    );
  });
});
