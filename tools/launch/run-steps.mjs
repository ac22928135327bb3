// Runs steps one after another, all of them even when one fails, and ends with the count of everything.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment, foreground, root } from './checkout.mjs';
import { countPlaywright, countStep, countVitest, summaryLine, total } from './reports.mjs';

/** @param {import('./steps.mjs').Step[]} steps */
export async function runSteps(steps) {
  const results = [];
  for (const step of steps) {
    console.log(`\n── ${step.name}`);
    if (step.report !== undefined) {
      mkdirSync(dirname(step.report.file), { recursive: true });
      // What an earlier run left must not be counted as this one's.
      rmSync(step.report.file, { force: true });
    }
    const began = performance.now();
    const exitCode = await foreground(step.command, step.args, {
      cwd: join(root, step.cwd ?? ''),
      env: { ...environment, ...step.env },
    });
    const count = countStep({ exitCode, report: readReport(step.report) });
    results.push({ step, count, seconds: Math.round((performance.now() - began) / 1000) });
  }
  return finish(results);
}

function readReport(report) {
  if (report === undefined) return undefined;
  if (!existsSync(report.file)) return null;
  const content = JSON.parse(readFileSync(report.file, 'utf8'));
  return report.kind === 'vitest' ? countVitest(content) : countPlaywright(content);
}

function finish(results) {
  console.log('');
  for (const { step, count, seconds } of results) {
    console.log(
      `${count.failed === 0 ? 'ok    ' : 'FAILED'} ${step.name.padEnd(24)} ${`${seconds} s`.padStart(6)}  ${step.report === undefined ? '' : summaryLine(count)}`,
    );
  }
  const all = total(results.map(({ count }) => count));
  for (const { name, reason } of all.skipped) console.log(`skipped: ${name} (${reason})`);
  console.log(summaryLine(all));
  return all.failed === 0 ? 0 : 1;
}
