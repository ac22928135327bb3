import type { KubeObject } from '@binnacle/kube/reflector';
import { z } from 'zod';
import { FIELD_MANAGER } from '../ledger/index.js';

/** One entry of `metadata.managedFields` that owns the field in question. */
export const fieldOwnerSchema = z.object({ manager: z.string(), operation: z.string(), subresource: z.string() });
export type FieldOwner = z.infer<typeof fieldOwnerSchema>;

const entrySchema = z.object({
  manager: z.string().default(''),
  operation: z.string().default(''),
  subresource: z.string().default(''),
  fieldsV1: z.unknown(),
});
const managedSchema = z.object({ metadata: z.object({ managedFields: z.array(entrySchema).default([]) }) });

/** Who manages anything of the object. */
export function managersOf(object: KubeObject): string[] {
  return [...new Set(entriesOf(object).map((entry) => entry.manager))];
}

/**
 * Who owns `spec.replicas`. A writer that changes the value by update takes it from all others, so as long as nobody
 * did, the last one to change it is among these.
 */
export function replicasOwners(object: KubeObject): FieldOwner[] {
  return entriesOf(object)
    .filter((entry) => owns(entry.fieldsV1, ['f:spec', 'f:replicas']))
    .map(({ manager, operation, subresource }) => ({ manager, operation, subresource }));
}

/** A manager as people know it: which action of a Binnacle it was says nothing to them. */
export function writerName({ manager }: FieldOwner): string {
  return manager.startsWith(`${FIELD_MANAGER}-`) ? FIELD_MANAGER : manager;
}

function entriesOf(object: KubeObject) {
  return managedSchema.safeParse(object).data?.metadata.managedFields ?? [];
}

function owns(fields: unknown, path: readonly string[]): boolean {
  return path.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), fields) !== undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
