import { type State, severity } from '@binnacle/shared/health';
import type { TreeNode } from '@binnacle/shared/realtime';
import { type Row, stateOf, VIEWS, type View } from '@binnacle/shared/views';
import { revisionsOf } from './rollout.js';
import { rowNumber, rowsOf, rowText, type Tables, textCell } from './tables.js';

/** Children listed under one parent. */
const CHILDREN_MAX = 50;

const FACTS: Readonly<Record<string, readonly string[]>> = {
  nodes: ['version', 'cpu', 'memory', 'podCapacity', 'heartbeatAt', 'createdAt'],
  pods: ['ready', 'containers', 'restarts', 'node', 'createdAt'],
  deployments: ['ready', 'wanted', 'revision', 'createdAt'],
  replicasets: ['ready', 'wanted', 'revision', 'images', 'createdAt'],
};

/** A row as a node of a tree, without children. */
function leafOf(view: View, row: Row): TreeNode {
  return {
    apiVersion: view.apiVersion,
    kind: view.kind,
    namespace: rowText(row, 'namespace'),
    name: rowText(row, 'name') ?? '',
    state: stateOf(row),
    status: rowText(row, 'status') ?? '',
    because: rowText(row, 'because') ?? '',
    facts: Object.fromEntries((FACTS[view.id] ?? []).map((column) => [column, row[column] ?? null])),
    children: [],
    more: 0,
  };
}

/** Deployment → replica sets → pods. The newest replica set first; old ones without pods are only counted in `more`. */
export function deploymentTree(tables: Tables, deployment: Row): TreeNode {
  const { fresh, old } = revisionsOf(deployment, replicaSetsOf(tables, deployment));
  const shown = [fresh, ...old].filter((set) => set !== null).filter((set) => set === fresh || !isEmpty(tables, set));
  const folded = old.length + (fresh === null ? 0 : 1) - Math.min(shown.length, CHILDREN_MAX);
  const children = shown.slice(0, CHILDREN_MAX).map((set) => replicaSetTree(tables, set));
  return { ...leafOf(VIEWS.deployments, deployment), children, more: folded };
}

export function replicaSetTree(tables: Tables, replicaSet: Row): TreeNode {
  return { ...leafOf(VIEWS.replicasets, replicaSet), ...podChildren(tables, podIdsOf(tables, replicaSet)) };
}

export function nodeTree(tables: Tables, node: Row): TreeNode {
  const ids = tables.pods.byColumn('node', rowText(node, 'name') ?? '');
  return { ...leafOf(VIEWS.nodes, node), ...podChildren(tables, ids) };
}

/** The chain of owners down to one object: each owner lists only the next, and counts what else it owns in `more`. */
export function ownerChain(tables: Tables, view: View, row: Row, own: TreeNode = leafOf(view, row)): TreeNode {
  const { deployments, replicasets, pods } = tables;
  const uid = rowText(row, 'ownerUid');
  const owners = view.id === 'pods' ? replicasets : view.id === 'replicasets' ? deployments : null;
  const ownerView = view.id === 'pods' ? VIEWS.replicasets : VIEWS.deployments;
  if (uid === null || owners === null || row.ownerKind !== ownerView.kind) return own;
  const owner = owners.row(owners.find(rowText(row, 'namespace'), rowText(row, 'ownerName') ?? '') ?? -1);
  if (owner === undefined || owner.uid !== uid) return own;
  const siblings = (view.id === 'pods' ? pods : replicasets).byColumn('ownerUid', uid).length;
  return ownerChain(tables, ownerView, owner, {
    ...leafOf(ownerView, owner),
    children: [own],
    more: Math.max(0, siblings - 1),
  });
}

export function replicaSetsOf({ replicasets }: Tables, deployment: Row): Row[] {
  const uid = rowText(deployment, 'uid');
  return uid === null ? [] : rowsOf(replicasets, replicasets.byColumn('ownerUid', uid));
}

function podIdsOf({ pods }: Tables, owner: Row): readonly number[] {
  const uid = rowText(owner, 'uid');
  return uid === null ? [] : pods.byColumn('ownerUid', uid);
}

/** Pods of an owner, as far as a rollout looks at them: a Deployment may have thousands. */
export function podSketchesOf(tables: Tables, owner: Row): Row[] {
  const { pods } = tables;
  const ownerUid = rowText(owner, 'uid');
  return podIdsOf(tables, owner).map((id) => {
    const state = pods.cell(id, 'state');
    const evident = state === 'failing' || state === 'warning';
    return {
      ownerUid,
      state,
      name: evident ? pods.cell(id, 'name') : null,
      because: evident ? pods.cell(id, 'because') : null,
    };
  });
}

function isEmpty(tables: Tables, replicaSet: Row): boolean {
  if ((rowNumber(replicaSet, 'wanted') ?? 0) > 0 || (rowNumber(replicaSet, 'current') ?? 0) > 0) return false;
  return podIdsOf(tables, replicaSet).length === 0;
}

/** Worst first, then by name: the first of them as children. Reads two cells of each pod, and the rows of those listed only. */
function podChildren({ pods }: Tables, ids: readonly number[]): Pick<TreeNode, 'children' | 'more'> {
  const first: Array<{ id: number; severity: number; name: string }> = [];
  for (const id of ids) {
    const state = (pods.cell(id, 'state') as State | null) ?? 'unknown';
    const entry = { id, severity: severity(state), name: textCell(pods, id, 'name') ?? '' };
    const last = first[CHILDREN_MAX - 1];
    if (last !== undefined && !isBefore(entry, last)) continue;
    const at = first.findIndex((other) => isBefore(entry, other));
    first.splice(at === -1 ? first.length : at, 0, entry);
    first.length = Math.min(first.length, CHILDREN_MAX);
  }
  const children = rowsOf(
    pods,
    first.map(({ id }) => id),
  ).map((pod) => leafOf(VIEWS.pods, pod));
  return { children, more: ids.length - children.length };
}

function isBefore(a: { severity: number; name: string }, b: { severity: number; name: string }): boolean {
  return a.severity === b.severity ? a.name < b.name : a.severity < b.severity;
}
