import type { z } from 'zod';
import type { Permission } from '../access/index.js';
import type { FieldChange } from '../ledger/index.js';
import type { Target } from '../names/index.js';

/** A kind an action applies to. */
export interface TargetKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * An action, declared once: REST route, dialog, palette entry, permission and ledger words follow from it. `Before` is
 * what the words need to know of the object as it is.
 */
export interface ActionDeclaration<Input extends z.ZodType, Before> {
  readonly id: string;
  /** The verb on the button, sentence case: `Scale`. */
  readonly verb: string;
  readonly permission: Permission;
  readonly targets: readonly TargetKind[];
  readonly input: Input;
  /** The intent in words, for the ledger and the confirmation: `scale 3 → 5`. */
  words(before: Before, input: z.output<Input>): string;
  /** The button that confirms: the verb and the number, `Scale to 5`. */
  button(input: z.output<Input>): string;
  /** The kubectl command that would have done the same. */
  command(target: Target, input: z.output<Input>): string;
  /** The input that takes it back, or null when there is nothing to take back. */
  inverse(before: Before, input: z.output<Input>): z.output<Input> | null;
}

/** A warning shown before confirming; `code` is stable. */
export interface PlanWarning {
  code: 'autoscaler' | 'gitops' | 'paused' | 'no_change' | 'to_zero' | 'api_server';
  text: string;
}

/** What `?dryRun=true` answers: everything the dialog shows, and the token that binds the confirmation to it. */
export interface Plan {
  words: string;
  /** One sentence: what will happen to the pods. */
  effect: string;
  warnings: PlanWarning[];
  changes: FieldChange[];
  command: string;
  resourceVersion: string;
  previewToken: string;
  /** RFC 3339; after this the token is refused. */
  expiresAt: string;
}
