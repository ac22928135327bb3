// Reads the JSON reports of the test runners into one count.

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, reason: string }[]} skipped
 */

/** @returns {Count} */
export function countVitest(report) {
  const count = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    // A file that could not be loaded has no test to blame.
    if (file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed')) count.failed += 1;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') count.failed += 1;
      else count.skipped.push({ name: test.fullName, reason: test.meta?.reason ?? test.status });
    }
  }
  return count;
}

/** @returns {Count} */
export function countPlaywright(report) {
  const count = { passed: 0, failed: report.errors?.length ?? 0, skipped: [] };
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      for (const { status, annotations = [] } of spec.tests) {
        if (status === 'expected') count.passed += 1;
        else if (status === 'skipped') {
          const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
          count.skipped.push({ name: [...path, spec.title].join(' › '), reason: reason ?? 'no reason given' });
        } else count.failed += 1; // `flaky` too: a test that needs a second try has failed
      }
    }
    for (const child of suite.suites ?? []) visit(child, [...path, child.title]);
  };
  for (const suite of report.suites) visit(suite, [suite.title]);
  return count;
}

/** One step's result as a count: a suite that ran nothing, or failed without a test to blame, is one failure. */
export function countStep({ exitCode, report }) {
  if (report === undefined) return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: [] };
  if (report === null) return { passed: 0, failed: 1, skipped: [] };
  const ranNothing = report.passed + report.failed === 0;
  return { ...report, failed: report.failed + (report.failed === 0 && (ranNothing || exitCode !== 0) ? 1 : 0) };
}

/** @param {Count[]} counts */
export function total(counts) {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    skipped: counts.flatMap(({ skipped }) => skipped),
  };
}

/** The line that scripts read. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
