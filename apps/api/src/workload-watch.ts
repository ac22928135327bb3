import type { EngineNotice } from '@binnacle/kube/engine';
import { BinnacleError } from '@binnacle/shared/errors';
import { STATES, type State } from '@binnacle/shared/health';
import type { Target } from '@binnacle/shared/names';
import { isViewId, type Row, VIEWS, viewOfKind } from '@binnacle/shared/views';
import type { WatchedWorkload, WorkloadWatch } from './modules/actions/index.js';
import type { WatchService } from './modules/watch/index.js';

const GONE: WatchedWorkload = { exists: false, state: 'unknown', status: '', because: '', wanted: 0, ready: 0 };

/** Lets actions be followed in the watch: rows of its tables in the words of the actions module. */
export function workloadWatch(watch: Pick<WatchService, 'request' | 'onNotice'>): WorkloadWatch {
  const listeners = new Set<Parameters<WorkloadWatch['onChange']>[0]>();
  watch.onNotice((cluster, notice) => {
    for (const target of changedIn(notice)) for (const listener of listeners) listener(cluster, target);
  });
  return {
    current: async (cluster, target) => {
      const view = viewOfKind(target.apiVersion, target.kind);
      if (view === undefined || !isViewId(view.id)) return null;
      const { namespace = null, name } = target;
      const answer = await watch.request(cluster, 'row', { view: view.id, namespace, name }).catch(unreachable);
      // What is not live is not evidence: neither that it is there nor that it is gone.
      if (answer === null || answer.freshness.state !== 'live') return null;
      const { row } = answer;
      return row === null || (target.uid !== undefined && row.uid !== target.uid) ? GONE : workloadOf(row);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function changedIn(notice: EngineNotice): Pick<Target, 'kind' | 'namespace' | 'name'>[] {
  if (notice.type !== 'workloads') return [];
  const { kind } = VIEWS[notice.view];
  // The names come from the API server by way of the watch, where they passed the grammar.
  return notice.names.map(
    ({ namespace, name }) => ({ kind, namespace, name }) as Pick<Target, 'kind' | 'namespace' | 'name'>,
  );
}

function workloadOf(row: Row): WatchedWorkload {
  const generation = numberIn(row, 'generation');
  const observedGeneration = numberIn(row, 'observedGeneration');
  return {
    exists: true,
    state: STATES.find((state): state is State => state === row.state) ?? 'unknown',
    status: String(row.status ?? ''),
    because: String(row.because ?? ''),
    wanted: numberIn(row, 'wanted') ?? 0,
    ready: numberIn(row, 'ready') ?? 0,
    ...(generation === undefined ? {} : { generation }),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
}

function numberIn(row: Row, column: string): number | undefined {
  const cell = row[column];
  return typeof cell === 'number' ? cell : undefined;
}

function unreachable(error: unknown): null {
  if (error instanceof BinnacleError) return null;
  throw error;
}
