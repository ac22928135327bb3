import type { Overview } from '@binnacle/shared/realtime';
import type { ViewId } from '@binnacle/shared/views';
import { findingsOf } from './findings.js';
import { numberCell, type TableReader, type Tables } from './tables.js';

/**
 * What the nodes offer to pods (allocatable) and what placed pods that have not finished ask for. Millicores and bytes.
 * Requests only: what pods really use is not known here.
 */
export function capacityOf({ nodes, pods }: Pick<Tables, 'nodes' | 'pods'>): NonNullable<Overview['capacity']> {
  const capacity = { cpu: 0, memory: 0, pods: 0, cpuRequested: 0, memoryRequested: 0 };
  for (const id of nodes.ids()) {
    capacity.cpu += numberCell(nodes, id, 'cpu') ?? 0;
    capacity.memory += numberCell(nodes, id, 'memory') ?? 0;
    capacity.pods += numberCell(nodes, id, 'podCapacity') ?? 0;
  }
  for (const id of pods.ids()) {
    if (pods.cell(id, 'node') === null) continue;
    const phase = pods.cell(id, 'phase');
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    capacity.cpuRequested += numberCell(pods, id, 'cpuRequest') ?? 0;
    capacity.memoryRequested += numberCell(pods, id, 'memoryRequest') ?? 0;
  }
  return capacity;
}

/**
 * The body of the overview, without the cluster itself and its changes. Counters and capacity are null while a table
 * they need is not loaded: missing is unknown and never zero. `now` in seconds.
 */
export function overviewOf(
  tables: Tables,
  now: number,
  loaded: (view: ViewId) => boolean,
): Omit<Overview, 'cluster' | 'changes'> {
  const counters = (view: ViewId) => (loaded(view) ? countersOf(tables[view]) : null);
  const { findings, total } = findingsOf(tables, now);
  return {
    nodes: counters('nodes'),
    deployments: counters('deployments'),
    pods: counters('pods'),
    capacity: loaded('nodes') && loaded('pods') ? capacityOf(tables) : null,
    findings,
    findingsTotal: total,
  };
}

function countersOf(table: TableReader): NonNullable<Overview['pods']> {
  return { total: table.size, byState: { ...table.counts() } };
}
