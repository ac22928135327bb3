import type { Row } from '@binnacle/shared/views';

/** READY, STATUS and RESTARTS as `kubectl get pods` prints them; its ` (5m ago)` behind the restarts is `lastRestartAt`. */
export function kubectlPodColumns(row: Row): { ready: string; status: string; restarts: string } {
  return {
    ready: `${row.ready ?? 0}/${row.containers ?? 0}`,
    status: String(row.status ?? ''),
    restarts: String(row.restarts ?? 0),
  };
}
