import { nodesReady } from './observations.ts';
import type { Scenario } from './scenario.ts';

export const empty: Scenario = {
  says: 'nodes and namespaces, nothing running',
  settlesWithinMs: 60_000,
  async apply() {
    // Nothing beyond the nodes and namespaces that every cluster has.
  },
  missing: ({ api }) => nodesReady(api),
};
