import { createHash } from 'node:crypto';
import type { KubeObject } from '@binnacle/kube/reflector';
import { z } from 'zod';
import { canonicalJson } from '../../../ledger/index.js';
import { fieldOwnerSchema, replicasOwners } from '../../field-owners.js';

/** Written by the deployment controller whenever a rollout begins or is renumbered; says nothing about the wish. */
const CONTROLLERS_OWN = 'deployment.kubernetes.io/revision';

const specSchema = z.object({ spec: z.object({ replicas: z.number().int().default(1) }).default({ replicas: 1 }) });

/** `spec.replicas`; the API server's default is 1. */
export function replicasOf(object: KubeObject): number {
  return specSchema.parse(object).spec.replicas;
}

/** What the object looked like when a scale was planned, as it goes on the record. */
export const scaleEvidenceSchema = z.object({
  replicas: z.number().int(),
  /** Grows with each change of the spec, and only then. */
  generation: z.number().int().nullable(),
  owners: z.array(fieldOwnerSchema),
});
export type ScaleEvidence = z.infer<typeof scaleEvidenceSchema>;

export function scaleEvidenceOf(object: KubeObject): ScaleEvidence {
  return {
    replicas: replicasOf(object),
    generation: object.metadata.generation ?? null,
    owners: replicasOwners(object),
  };
}

/** Hash of what a scale's plan rests on: this incarnation, its spec by generation, its marks. Not its status. */
export function contentHashOf({ metadata }: KubeObject): string {
  const { [CONTROLLERS_OWN]: _, ...annotations } = metadata.annotations ?? {};
  // Without a generation (no built-in kind) every change counts.
  const version = metadata.generation ?? metadata.resourceVersion;
  const content = { uid: metadata.uid, version, labels: metadata.labels ?? {}, annotations };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
