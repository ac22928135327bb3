import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '../../../object.js';
import type { Store, StoreEvent } from '../store.js';

export const PODS = '/registry/core/pods/';

export function key(name: string): string {
  return `${PODS}default/${name}`;
}

export function pod(name: string, fields: Record<string, unknown> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, ...fields };
}

/** A folder that `remove` takes away. */
export function scratchFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-etcd-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The events of a watch so far. */
export function watched(store: Store, after: number, prefix = ''): StoreEvent[] {
  const events: StoreEvent[] = [];
  store.watch(prefix, after, (event) => events.push(event));
  return events;
}

export const names = (items: readonly { readonly key: string }[]): string[] =>
  items.map((item) => item.key.slice(item.key.lastIndexOf('/') + 1));
