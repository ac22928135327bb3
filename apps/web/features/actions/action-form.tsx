'use client';
import type { Plan } from '@binnacle/shared/actions';
import { type FormEvent, type ReactNode, useId } from 'react';
import { FieldDiff } from '@/components/diff/field-diff';
import { Note, Status } from '@/components/status/status';
import { CommandLine } from '@/components/ui/copy';
import { Dialog } from '@/components/ui/dialog';
import { plural } from '@/lib/format/quantity';
import { ActionProblem } from './action-problem';

export interface Because {
  reason: string;
  ticket: string;
}

interface ActionFormProps {
  title: string;
  /** The plan for exactly what is chosen, or the last one while a new one is on its way. */
  plan: Plan | null;
  settled: boolean;
  planError: Error | null;
  confirmError: Error | null;
  confirming: boolean;
  /** The button: the verb and the number. */
  button: string;
  /** Why it cannot be confirmed yet, shown where the dry run's answer would be. */
  hint: string | null;
  /** Null where the reason is given by the action itself. */
  because: Because | null;
  onBecause: (because: Because) => void;
  onConfirm: () => void;
  onClose: () => void;
  /** What there is to choose. */
  children?: ReactNode;
}

/**
 * The anatomy of every action: one sentence of effect, what to choose, warnings, the diff, the dry run's answer, reason
 * and ticket, the kubectl command, and a button that says verb and number.
 */
export function ActionForm(props: ActionFormProps) {
  const {
    title,
    plan,
    settled,
    planError,
    confirmError,
    confirming,
    button,
    hint,
    because,
    onBecause,
    onConfirm,
    onClose,
    children,
  } = props;
  const ready = settled && plan !== null && planError === null && hint === null && !confirming;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onConfirm();
  };
  return (
    <Dialog
      title={title}
      about={
        plan?.effect ??
        (hint !== null
          ? 'Choose, and see what would happen before it does.'
          : planError !== null
            ? 'There is no preview of this, so it cannot be done.'
            : 'Asking the API server what would happen.')
      }
      onClose={onClose}
      width="max-w-170"
    >
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pb-4">
          {children}
          {plan?.warnings.map((warning) => (
            <Note key={warning.code + warning.text} state="warning">
              {warning.text}
            </Note>
          ))}
          {confirmError !== null && <ActionProblem error={confirmError} />}
          {planError !== null && <ActionProblem error={planError} preview />}
          {plan !== null && planError === null && (
            <div className={settled ? '' : 'opacity-60'}>
              <FieldDiff changes={plan.changes} before="Now" after="After" />
            </div>
          )}
          <DryRunLine plan={plan} settled={settled} failed={planError !== null} hint={hint} />
          {because !== null && <Reasons because={because} onBecause={onBecause} />}
          {plan !== null && <CommandLine command={plan.command} />}
        </div>
        <div className="flex items-center gap-2 border-line border-t bg-sunken px-5 py-3">
          <span className="text-12 text-ink-3 max-desk:hidden">Recorded in the ledger before it happens</span>
          <span className="flex-1" />
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="btn btn-primary num" disabled={!ready}>
            {confirming ? 'Sending' : button}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function DryRunLine({
  plan,
  settled,
  failed,
  hint,
}: {
  plan: Plan | null;
  settled: boolean;
  failed: boolean;
  hint: string | null;
}) {
  if (failed) return null;
  return (
    <div className="flex min-h-4 flex-wrap items-center gap-x-3 text-12 text-ink-3" role="status">
      {hint !== null ? (
        hint
      ) : settled && plan !== null ? (
        <>
          <Status state="ok">Dry run accepted by the API server</Status>
          <span className="num">{plural(plan.changes.length, 'field changes', 'fields change')}</span>
        </>
      ) : (
        <Status state="progressing">Dry run under way</Status>
      )}
    </div>
  );
}

function Reasons({ because, onBecause }: { because: Because; onBecause: (because: Because) => void }) {
  const id = useId();
  return (
    <div className="flex gap-2.5">
      <div className="flex flex-1 flex-col gap-1">
        <label htmlFor={`${id}reason`} className="font-medium text-12 text-ink-2">
          Reason
        </label>
        <input
          id={`${id}reason`}
          className="field-box"
          maxLength={500}
          value={because.reason}
          placeholder="Why, for whoever reads the ledger"
          onChange={(event) => onBecause({ ...because, reason: event.target.value })}
        />
      </div>
      <div className="flex w-40 flex-col gap-1 max-desk:w-28">
        <label htmlFor={`${id}ticket`} className="font-medium text-12 text-ink-2">
          Ticket
        </label>
        <input
          id={`${id}ticket`}
          className="field-box mono"
          maxLength={100}
          value={because.ticket}
          onChange={(event) => onBecause({ ...because, ticket: event.target.value })}
        />
      </div>
    </div>
  );
}
