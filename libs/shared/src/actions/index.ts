import { z } from 'zod';
import { targetSchema } from '../names/index.js';
import { scale } from './scale.js';

export * from './declaration.js';
export * from './scale.js';

/** Every action, declared once. */
export const ACTIONS = { scale } as const;
export type ActionId = keyof typeof ACTIONS;
export const ACTION_IDS = Object.keys(ACTIONS) as [ActionId, ...ActionId[]];

export const REASON_MAX_CHARACTERS = 500;
export const TICKET_MAX_CHARACTERS = 100;

/** Body of `POST /clusters/{cluster}/actions/{action}`; `input` is checked by the action's own schema. */
export const actionRequestSchema = z.strictObject({
  target: targetSchema,
  input: z.unknown(),
  reason: z.string().trim().max(REASON_MAX_CHARACTERS).default(''),
  ticket: z.string().trim().max(TICKET_MAX_CHARACTERS).optional(),
  previewToken: z.string().max(2_048).optional(),
});
export type ActionRequest = z.infer<typeof actionRequestSchema>;
