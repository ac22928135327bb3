'use client';
import type { Rollout } from '@binnacle/shared/realtime';
import type { ReactNode } from 'react';
import { Note } from '@/components/status/status';
import { Card } from '@/components/ui/card';
import { useNow } from '@/lib/clock';
import { duration } from '@/lib/format/duration';
import { ownPart } from '@/lib/format/names';

/** A rollout as one sentence of truth and two bars: the new revision, and all old ones. */
export function RolloutCard({ rollout, name, aside }: { rollout: Rollout; name: string; aside?: ReactNode }) {
  const { fresh, old, wanted } = rollout;
  const most = Math.max(wanted, fresh?.pods ?? 0, old.pods, 1);
  const title = rollout.revision === null ? 'Rollout' : `Rollout to revision ${rollout.revision}`;
  return (
    <Card title={title} aside={aside}>
      <div className="flex flex-col gap-3">
        <Note state={rollout.state}>{rollout.sentence}</Note>
        <div className="grid grid-cols-[minmax(84px,150px)_1fr_auto] items-center gap-x-3 gap-y-2">
          <span className="truncate">
            New <span className="mono text-ink-2">{fresh === null ? 'none yet' : ownPart(fresh.replicaSet, name)}</span>
          </span>
          <Bar
            label={
              fresh === null
                ? 'New revision: no pods'
                : `New revision: ${fresh.ready} ready, ${fresh.failing} failing of ${wanted}`
            }
            parts={[
              ['ok', fresh?.ready ?? 0],
              ['failing', fresh?.failing ?? 0],
              ['progressing', Math.max(0, (fresh?.pods ?? 0) - (fresh?.ready ?? 0) - (fresh?.failing ?? 0))],
            ]}
            most={most}
          />
          <span className="num text-right">
            <b className="b">{fresh?.ready ?? 0}</b> <span className="text-ink-3">ready of {wanted}</span>
          </span>
          <span className="truncate">
            Old <span className="mono text-ink-2">{oldNames(old.replicaSets, name)}</span>
          </span>
          <Bar
            label={`Old revisions: ${old.ready} serving of ${old.pods} pods`}
            parts={[
              ['ok', old.ready],
              ['progressing', Math.max(0, old.pods - old.ready)],
            ]}
            most={most}
          />
          <span className="num text-right">
            <b className="b">{old.ready}</b> <span className="text-ink-3">serving</span>
          </span>
        </div>
        <div className="num flex flex-wrap gap-x-4 gap-y-1 text-12 text-ink-3">
          {rollout.maxSurge !== null && <span>may add {rollout.maxSurge}</span>}
          {rollout.maxUnavailable !== null && <span>may miss {rollout.maxUnavailable}</span>}
          {rollout.deadlineAt !== null && <Deadline at={rollout.deadlineAt} />}
        </div>
      </div>
    </Card>
  );
}

function oldNames(names: readonly string[], owner: string): string {
  const [first] = names;
  if (first === undefined) return 'none';
  return names.length === 1 ? ownPart(first, owner) : `${ownPart(first, owner)} +${names.length - 1}`;
}

function Bar({
  parts,
  most,
  label,
}: {
  parts: readonly (readonly ['ok' | 'failing' | 'progressing', number])[];
  most: number;
  label: string;
}) {
  const used = parts.reduce((sum, [, amount]) => sum + amount, 0);
  return (
    <div className="meter h-2.5" role="img" aria-label={label}>
      {parts.map(
        ([state, amount]) =>
          amount > 0 && <span key={state} className={`meter-bar s-${state}`} style={{ flexGrow: amount }} />,
      )}
      <span style={{ flexGrow: Math.max(0, most - used) }} />
    </div>
  );
}

/** How long the controller still waits before it calls the rollout failed. */
function Deadline({ at }: { at: number }) {
  const left = at - useNow() / 1_000;
  return left > 0 ? (
    <span>deadline in {duration(Math.ceil(left))}</span>
  ) : (
    <span className="text-failing">deadline passed {duration(-left)} ago</span>
  );
}
