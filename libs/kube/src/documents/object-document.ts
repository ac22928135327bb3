import type { ObjectDocument, TreeNode } from '@binnacle/shared/realtime';
import { type Row, VIEWS, type View, type ViewId, viewOfKind, wireColumns } from '@binnacle/shared/views';
import { rolloutOf } from './rollout.js';
import { type ObjectRef, rowNumber, rowsOf, rowText, type Tables } from './tables.js';
import { deploymentTree, nodeTree, ownerChain, podSketchesOf, replicaSetsOf, replicaSetTree } from './tree.js';

const EVENTS_MAX = 50;

/**
 * What the watch knows of one object of any view: its row (without columns that stay on the server), what it owns or
 * who owns it, its rollout, and the events about it and what its tree lists, newest first. An object that is not there
 * gives `exists: false` with nothing but its events: those outlive it. Nothing in it depends on `now` yet; the page counts time.
 */
export function objectDocumentOf(tables: Tables, target: ObjectRef, _now: number): ObjectDocument {
  const view = viewOfKind(target.apiVersion, target.kind);
  const table = view === undefined ? undefined : tables[view.id as ViewId];
  const row = table?.row(table.find(target.namespace, target.name) ?? -1);
  if (view === undefined || row === undefined) {
    return { exists: false, row: null, tree: null, rollout: null, events: eventsAbout(tables, [target]) };
  }
  const tree = treeOf(tables, view, row);
  return {
    exists: true,
    row: wireRow(view, row),
    tree,
    rollout: view.id === 'deployments' ? rolloutFrom(tables, row) : null,
    events: view.id === 'events' ? [] : eventsAbout(tables, [target, ...ownedBy(view, target, tree)]),
  };
}

/** What an object owns, or the owners above it. Null for events. */
function treeOf(tables: Tables, view: View, row: Row): TreeNode | null {
  switch (view.id) {
    case 'deployments':
      return deploymentTree(tables, row);
    case 'replicasets':
      return ownerChain(tables, view, row, replicaSetTree(tables, row));
    case 'nodes':
      return nodeTree(tables, row);
    case 'pods':
      return ownerChain(tables, view, row);
    default:
      return null;
  }
}

function rolloutFrom(tables: Tables, deployment: Row) {
  const replicaSets = replicaSetsOf(tables, deployment);
  return rolloutOf(
    deployment,
    replicaSets,
    replicaSets.flatMap((set) => podSketchesOf(tables, set)),
  );
}

/** Objects below the target in its tree. Pods on a node are not the node's own. */
function ownedBy(view: View, target: ObjectRef, tree: TreeNode | null): ObjectRef[] {
  if (tree === null || view.id === 'nodes') return [];
  const start = find(tree, target);
  return start === undefined ? [] : below(start);
}

function find(node: TreeNode, target: ObjectRef): TreeNode | undefined {
  if (node.kind === target.kind && node.name === target.name) return node;
  for (const child of node.children) {
    const found = find(child, target);
    if (found !== undefined) return found;
  }
  return undefined;
}

function below(node: TreeNode): ObjectRef[] {
  return node.children.flatMap((child) => [child, ...below(child)]);
}

/** By name and kind, as kubelets name nodes by name where others put a uid. */
function eventsAbout({ events }: Tables, objects: readonly ObjectRef[]): ObjectDocument['events'] {
  const rows = objects.flatMap((object) =>
    rowsOf(events, events.byColumn('objectName', object.name)).filter(
      (event) =>
        event.objectKind === object.kind && (object.namespace === null || event.namespace === object.namespace),
    ),
  );
  const newestFirst = rows.toSorted(
    (a, b) => (rowNumber(b, 'lastSeenAt') ?? 0) - (rowNumber(a, 'lastSeenAt') ?? 0) || byText(a, b),
  );
  return newestFirst.slice(0, EVENTS_MAX).map((row) => wireRow(VIEWS.events, row));
}

function byText(a: Row, b: Row): number {
  return (rowText(a, 'name') ?? '') < (rowText(b, 'name') ?? '') ? -1 : 1;
}

function wireRow(view: View, row: Row): Row {
  return Object.fromEntries(wireColumns(view).map(({ id }) => [id, row[id] ?? null]));
}
