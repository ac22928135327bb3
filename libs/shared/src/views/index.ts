import type { Column, View } from './column.js';
import { deployments } from './deployments.js';
import { events } from './events.js';
import { nodes } from './nodes.js';
import { pods } from './pods.js';
import { replicaSets } from './replica-sets.js';

export * from './column.js';
export * from './filter.js';
export * from './order.js';
export { deployments, events, nodes, pods, replicaSets };

/** Every table view, declared once: projection, wire encoding, browser table, CSV and REST list follow from it. */
export const VIEWS = { nodes, pods, deployments, replicasets: replicaSets, events } as const;
export type ViewId = keyof typeof VIEWS;
export const VIEW_IDS = Object.keys(VIEWS) as [ViewId, ...ViewId[]];

export function isViewId(id: string): id is ViewId {
  return Object.hasOwn(VIEWS, id);
}

/** The view that lists objects of a kind, if there is one. */
export function viewOfKind(apiVersion: string, kind: string): View | undefined {
  return Object.values(VIEWS).find((view) => view.apiVersion === apiVersion && view.kind === kind);
}

/** The columns that leave the server, in wire order. A column's position here is its number in snapshots and deltas. */
export function wireColumns(view: View): readonly Column[] {
  return view.columns.filter((column) => !column.internal);
}

export function columnOf(view: View, id: string): Column | undefined {
  return view.columns.find((column) => column.id === id);
}
