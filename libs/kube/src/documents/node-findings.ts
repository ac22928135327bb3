import type { State } from '@binnacle/shared/health';
import type { Finding } from '@binnacle/shared/realtime';
import type { Cause } from '../projections/index.js';
import { notOk, numberCell, type Tables, textCell } from './tables.js';
import { be, counted, sentences } from './words.js';

interface NodeWords {
  code: string;
  title: string;
  next: string;
}

/** Five minutes: `tolerationSeconds` that the API server gives pods for unreachable and not-ready nodes by default. */
const GIVEN_UP = 'After 5 minutes Kubernetes gives its pods up and starts those that have an owner elsewhere.';

const NODE_TROUBLE: Partial<Readonly<Record<Cause, NodeWords>>> = {
  node_not_ready: { code: 'node_not_ready', title: 'Node is not ready', next: GIVEN_UP },
  node_silent: { code: 'node_not_heard_of', title: 'Node is not heard of', next: GIVEN_UP },
  no_status: {
    code: 'node_not_heard_of',
    title: 'Node has not reported',
    next: 'No pods are placed on it until its kubelet reports.',
  },
  node_pressure: {
    code: 'node_pressure',
    title: 'Node is running short',
    next: 'No new pods are placed on it, and its kubelet ends pods until the shortage is over.',
  },
  node_network: {
    code: 'node_network',
    title: 'Node has no network',
    next: 'No new pods are placed on it until its network is set up.',
  },
};

export interface WeighedFinding {
  finding: Finding;
  /** How much is concerned: breaks ties between findings of the same severity. */
  weight: number;
}

/**
 * Nodes that need somebody. The age of their leases is already in their rows: whoever joins nodes and leases judges it,
 * as `heartbeatAt` of a row is passed on too seldom to be judged by.
 */
export function nodeFindings({ nodes, pods }: Tables): WeighedFinding[] {
  const found: WeighedFinding[] = [];
  for (const id of notOk(nodes)) {
    const cause = textCell(nodes, id, 'cause') as Cause | null;
    const words = cause === null ? undefined : NODE_TROUBLE[cause];
    if (words === undefined) continue;
    const name = textCell(nodes, id, 'name') ?? '';
    const carried = pods.byColumn('node', name).length;
    const stake = `${carried === 0 ? 'No pods are' : `${counted(carried, 'pod')} ${be(carried)}`} placed on it.`;
    found.push({
      weight: carried,
      finding: {
        id: `${words.code}:Node/${name}`,
        code: words.code,
        state: nodes.cell(id, 'state') as State,
        title: words.title,
        detail: sentences(textCell(nodes, id, 'because'), stake, words.next),
        since: numberCell(nodes, id, 'since'),
        object: { apiVersion: 'v1', kind: 'Node', namespace: null, name },
      },
    });
  }
  return found;
}
