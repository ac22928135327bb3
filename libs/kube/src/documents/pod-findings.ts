import { type State, severity } from '@binnacle/shared/health';
import type { Cause } from '../projections/index.js';
import { type Workload, Workloads } from './ownership.js';
import { POD_TROUBLE } from './pod-trouble-words.js';
import { numberCell, type Tables, textCell } from './tables.js';

/** A pod that is not ready may be on its way back; shorter than this nobody need look. */
const NOT_READY_AFTER_SECONDS = 30;
/** As long as the default progress deadline of a Deployment. */
const SLOW_START_AFTER_SECONDS = 600;
/** Beyond the time a pod was given to stop. */
const STUCK_TERMINATING_AFTER_SECONDS = 300;

/** Pods of one workload that have the same trouble. */
export interface PodGroup {
  workload: Workload;
  cause: Cause;
  state: State;
  count: number;
  /** Evidence of the first of them by name, so that it does not jump between pods. */
  because: string;
  podName: string;
  since: number | null;
}

/** Groups the pods that need somebody by workload and cause. Looks only at rows that are not ok. */
export function podGroups(tables: Tables, now: number): PodGroup[] {
  const { pods } = tables;
  const workloads = new Workloads(tables);
  const groups = new Map<string, PodGroup>();
  for (const state of ['failing', 'warning', 'unknown', 'progressing', 'paused'] as const) {
    for (const id of pods.idsByState(state)) {
      const cause = textCell(pods, id, 'cause') as Cause | null;
      if (cause === null || POD_TROUBLE[cause] === undefined) continue;
      const since = numberCell(pods, id, 'since');
      if (!isDue(tables, id, cause, since ?? numberCell(pods, id, 'createdAt'), now)) continue;
      const workload = workloads.of(id);
      add(groups, tables, id, { workload, cause, state: stateFor(state, cause, workload), since });
    }
  }
  return [...groups.values()];
}

function isDue(tables: Tables, id: number, cause: Cause, since: number | null, now: number): boolean {
  const lasted = since === null ? Number.POSITIVE_INFINITY : now - since;
  if (cause === 'not_ready') return lasted >= NOT_READY_AFTER_SECONDS;
  if (cause === 'starting') return lasted >= SLOW_START_AFTER_SECONDS;
  if (cause === 'terminating') return lasted >= STUCK_TERMINATING_AFTER_SECONDS;
  return cause !== 'silent_node' || !nodeIsKnownToBeSilent(tables, id);
}

/** Then the finding is the node's; its pods would only repeat it. */
function nodeIsKnownToBeSilent({ pods, nodes }: Tables, id: number): boolean {
  const node = nodes.find(null, textCell(pods, id, 'node') ?? '');
  const state = node === undefined ? null : nodes.cell(node, 'state');
  return state === 'unknown' || state === 'failing';
}

function stateFor(state: State, cause: Cause, workload: Workload): State {
  // What a controller replaces, or what merely takes long, does not fail.
  if (cause === 'failed') return workload.owned ? 'warning' : state;
  return cause === 'starting' || cause === 'terminating' ? 'warning' : state;
}

function add(
  groups: Map<string, PodGroup>,
  { pods }: Tables,
  id: number,
  found: Pick<PodGroup, 'workload' | 'cause' | 'state' | 'since'>,
): void {
  const key = `${found.cause} ${found.workload.key}`;
  const podName = textCell(pods, id, 'name') ?? '';
  const group = groups.get(key);
  if (group === undefined) {
    groups.set(key, { ...found, count: 1, podName, because: textCell(pods, id, 'because') ?? '' });
    return;
  }
  group.count += 1;
  if (found.since !== null && (group.since === null || found.since < group.since)) group.since = found.since;
  if (severity(found.state) < severity(group.state)) group.state = found.state;
  if (podName >= group.podName) return;
  group.podName = podName;
  group.because = textCell(pods, id, 'because') ?? '';
  if (group.workload.object.kind === 'Pod')
    group.workload = { ...group.workload, object: { ...group.workload.object, name: podName } };
}
