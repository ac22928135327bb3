'use client';
import { ACTIONS, type Plan, REPLICAS_MAX } from '@binnacle/shared/actions';
import { useState } from 'react';
import { useObject } from '@/lib/api/queries';
import type { Intent } from '@/lib/intent';
import { numberAt } from '@/lib/manifest/read';
import { toast } from '@/lib/toast';
import { ActionForm, type Because } from './action-form';
import { FollowToast } from './follow-toast';
import { ReplicasStepper } from './replicas-stepper';
import { freshPlanOf, useConfirm } from './use-confirm';
import { actionPath, usePlan } from './use-plan';

/** A settled outcome is read by then; the ledger keeps it. */
const TOAST_MS = 60_000;

function wantedBefore(plan: Plan | undefined): number | null {
  const before = plan?.changes.find(({ path }) => path === 'spec.replicas')?.before;
  return typeof before === 'number' ? before : null;
}

/** How many pods a workload should have. */
export function ScaleDialog({ intent, onClose }: { intent: Extract<Intent, { type: 'scale' }>; onClose: () => void }) {
  const { cluster, target, undo } = intent;
  // What is wanted now: said by whoever asked, else read from the object.
  const object = useObject(
    cluster,
    { ...target, namespace: target.namespace ?? null },
    intent.replicas === null ? 0 : null,
  );
  const asked = intent.replicas ?? numberAt(object.data?.object, 'spec', 'replicas');
  const [chosen, setChosen] = useState<number | null | undefined>(undo?.replicas);
  const replicas = chosen === undefined ? asked : chosen;
  const [because, setBecause] = useState<Because>({
    reason: undo === undefined ? '' : `undo of number ${undo.number}`,
    ticket: '',
  });

  const wish = { cluster, action: 'scale' as const, target, input: { replicas: replicas ?? 0 } };
  const planning = usePlan(wish, replicas !== null && replicas !== asked);
  const confirm = useConfirm((row) => {
    onClose();
    toast(<FollowToast row={row} />, TOAST_MS);
  });
  // A refusal as stale brings the fresh plan along; it counts until the input changes.
  const fresh = freshPlanOf(confirm.error);
  // The last preview knows better than whoever asked.
  const current = wantedBefore(fresh ?? planning.data) ?? asked;
  const unchanged = replicas !== null && replicas === current;
  const plan = replicas === null || unchanged ? null : (fresh ?? planning.data ?? null);
  const settled = fresh !== null || planning.settled;
  const send = () => {
    if (plan === null || replicas === null) return;
    const said = {
      reason: because.reason.trim(),
      ...(because.ticket.trim() === '' ? {} : { ticket: because.ticket.trim() }),
    };
    const body = { ...said, previewToken: plan.previewToken };
    if (undo === undefined) confirm.mutate({ path: actionPath(wish), body: { target, input: { replicas }, ...body } });
    else confirm.mutate({ path: `/api/v1/ledger/${encodeURIComponent(undo.id)}/undo`, body: null });
  };
  return (
    <ActionForm
      title={
        undo === undefined
          ? `${ACTIONS.scale.verb} ${target.name}`
          : `Undo number ${undo.number}: scale ${target.name} back`
      }
      plan={plan}
      settled={settled}
      planError={fresh === null && !unchanged ? planning.error : null}
      confirmError={confirm.error}
      confirming={confirm.isPending}
      button={replicas === null ? ACTIONS.scale.verb : ACTIONS.scale.button({ replicas })}
      hint={
        replicas === null
          ? `A whole number from 0 to ${REPLICAS_MAX}.`
          : unchanged
            ? 'This is how many it has. Choose another number.'
            : null
      }
      // An undo says for itself why: it names the action it takes back.
      because={undo === undefined ? because : null}
      onBecause={setBecause}
      onConfirm={send}
      onClose={onClose}
    >
      {undo === undefined && (
        <ReplicasStepper
          value={replicas}
          current={current}
          max={REPLICAS_MAX}
          onChange={(next) => {
            setChosen(next);
            confirm.reset();
          }}
        />
      )}
    </ActionForm>
  );
}
