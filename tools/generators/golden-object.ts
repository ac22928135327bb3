import type { ApiClient } from '../control-plane/api-client.ts';

/** An object in a golden file, as it is sent. */
export interface GoldenObject {
  apiVersion: string;
  kind: string;
  metadata: Record<string, unknown>;
  [field: string]: unknown;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
}

const resourceLists = new Map<string, Resource[]>();

/** The path under which objects of this kind are created, as the server itself says. */
export async function collectionOf(api: ApiClient, { apiVersion, kind }: GoldenObject): Promise<string> {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const resources = resourceLists.get(root) ?? (await api.get<{ resources: Resource[] }>(root)).resources;
  resourceLists.set(root, resources);
  const resource = resources.find((one) => one.kind === kind && !one.name.includes('/'));
  if (resource === undefined) throw new Error(`The server knows no ${kind} in ${apiVersion}.`);
  return resource.namespaced ? `${root}/namespaces/default/${resource.name}` : `${root}/${resource.name}`;
}

/** Deletes an object at once: no controller is there to take finalizers away. */
export async function removeObject(api: ApiClient, path: string): Promise<void> {
  await api.ask('PATCH', path, { metadata: { finalizers: null } }, 'application/merge-patch+json');
  await api.delete(path, { gracePeriodSeconds: 0, propagationPolicy: 'Background' });
}
