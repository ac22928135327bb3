import { severity } from '@binnacle/shared/health';
import type { Finding } from '@binnacle/shared/realtime';
import { nodeFindings, type WeighedFinding } from './node-findings.js';
import { podGroups } from './pod-findings.js';
import type { Tables } from './tables.js';
import { podGroupFindings, workloadFindings } from './workload-findings.js';

/** Findings that are sent; more than anybody reads. */
const FINDINGS_MAX = 50;

/**
 * What needs somebody, as named problems: worst first, the first 50 of `total`. Pods are grouped by workload and cause;
 * a workload whose pods crash is one finding. `now` in seconds. Costs what is not ok, never a look at what is.
 */
export function findingsOf(tables: Tables, now: number): { findings: Finding[]; total: number } {
  const groups = podGroups(tables, now);
  const all = [...nodeFindings(tables), ...workloadFindings(tables, groups, now), ...podGroupFindings(tables, groups)];
  all.sort(byWeight);
  return { findings: all.slice(0, FINDINGS_MAX).map(({ finding }) => finding), total: all.length };
}

function byWeight(a: WeighedFinding, b: WeighedFinding): number {
  return (
    severity(a.finding.state) - severity(b.finding.state) ||
    b.weight - a.weight ||
    (a.finding.since ?? Number.MAX_SAFE_INTEGER) - (b.finding.since ?? Number.MAX_SAFE_INTEGER) ||
    (a.finding.id < b.finding.id ? -1 : 1)
  );
}
