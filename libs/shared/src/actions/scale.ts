import { z } from 'zod';
import type { ActionDeclaration } from './declaration.js';

/** Highest replica count accepted; above it a typing mistake is likelier than a wish. The API server allows 2^31 − 1. */
export const REPLICAS_MAX = 10_000;

export const scaleInput = z.strictObject({ replicas: z.number().int().min(0).max(REPLICAS_MAX) });

/** Scale through the scale subresource, with the previewed resourceVersion as precondition. */
export const scale: ActionDeclaration<typeof scaleInput, { replicas: number }> = {
  id: 'scale',
  verb: 'Scale',
  permission: 'actions:scale',
  targets: [
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    { apiVersion: 'apps/v1', kind: 'StatefulSet' },
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  ],
  input: scaleInput,
  words: (before, input) => `scale ${before.replicas} → ${input.replicas}`,
  button: (input) => `Scale to ${input.replicas}`,
  command: (target, input) =>
    `kubectl ${target.namespace === undefined ? '' : `-n ${target.namespace} `}scale ${target.kind.toLowerCase()}/${target.name} --replicas=${input.replicas}`,
  inverse: (before, input) => (before.replicas === input.replicas ? null : { replicas: before.replicas }),
};
