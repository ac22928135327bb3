'use client';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { Undo2 } from 'lucide-react';
import { FieldDiff } from '@/components/diff/field-diff';
import { StateMark } from '@/components/status/state-mark';
import { CommandLine, CopyButton } from '@/components/ui/copy';
import { Timeline } from '@/components/ui/timeline';
import { duration } from '@/lib/format/duration';
import { clockTime, exactTime } from '@/lib/format/time';
import { ask } from '@/lib/intent';
import { Link, objectPath, paths } from '@/lib/router';

/** Everything on the record about one action: the fields before and after, its own timeline, and the way back. */
export function RowDetail({ row, permalink = true }: { row: LedgerRow; permalink?: boolean }) {
  const { namespace, apiVersion, kind, name } = row.target;
  const object = objectPath(row.cluster.name, row.target);
  const undo = undoOf(row);
  return (
    <div className="grid grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)] gap-5 max-wide:grid-cols-1">
      <div className="flex min-w-0 flex-col gap-2">
        <FieldDiff changes={row.changes} />
        {row.error !== null && <p className="wrap-anywhere text-failing">{row.error}</p>}
        <CommandLine command={row.command} />
        <div className="flex flex-wrap items-center gap-1.5">
          {undo !== null && (
            <button
              type="button"
              className="btn"
              onClick={() =>
                ask({
                  type: 'scale',
                  cluster: row.cluster.name,
                  target: { apiVersion, kind, name, ...(namespace === null ? {} : { namespace }) },
                  replicas: null,
                  undo: { id: row.id, number: row.number, replicas: undo.to },
                })
              }
            >
              <Undo2 size={14} aria-hidden="true" />
              Undo: scale {undo.from} → {undo.to}
            </button>
          )}
          {object !== null && (
            <Link className="btn btn-quiet" href={object}>
              Open {name}
            </Link>
          )}
          {permalink && (
            <Link className="btn btn-quiet" href={paths.ledgerRow(row.id)}>
              Permalink
            </Link>
          )}
        </div>
      </div>
      <div className="min-w-0">
        <Steps row={row} />
      </div>
    </div>
  );
}

/** What taking it back means, where it can be taken back. */
function undoOf(row: LedgerRow): { from: number; to: number } | null {
  if (row.action !== 'scale' || row.state !== 'succeeded' || row.outcome.kind === 'undone') return null;
  const change = row.changes.find(({ path }) => path === 'spec.replicas' || path === '/spec/replicas');
  const { before, after } = change ?? {};
  return typeof before === 'number' && typeof after === 'number' && before !== after
    ? { from: after, to: before }
    : null;
}

function Steps({ row }: { row: LedgerRow }) {
  const begun = Date.parse(row.at);
  const moments = row.steps.map((step, index) => {
    const at = Date.parse(step.at);
    return {
      key: String(step.number),
      when: (
        <time className="mono" dateTime={step.at} title={exactTime(at)}>
          {index === 0 ? clockTime(at) : `+${duration((at - begun) / 1_000)}`}
        </time>
      ),
      mark: <StateMark state={stepState(row, step)} />,
      what: (
        <>
          {step.words}
          <span className="mono block text-ink-3" title={step.hash}>
            entry {step.number} · {step.hash.slice(0, 12)} <CopyHash hash={step.hash} />
          </span>
        </>
      ),
    };
  });
  return <Timeline moments={moments} wide />;
}

function CopyHash({ hash }: { hash: string }) {
  return (
    <span className="inline-block h-4 align-middle [&_button]:size-4">
      <CopyButton text={hash} label="Copy the hash" />
    </span>
  );
}

function stepState(row: LedgerRow, step: LedgerRow['steps'][number]) {
  const last = row.steps.at(-1) === step;
  switch (step.type) {
    case 'refusal':
      return 'paused';
    case 'outcome':
    case 'settlement':
      return row.state === 'failed' ? 'failing' : row.state === 'unknown' && last ? 'unknown' : 'ok';
    case 'follow':
      return last && row.outcome.kind === 'stuck'
        ? 'failing'
        : last && row.outcome.kind === 'undone'
          ? 'warning'
          : 'ok';
    case 'intent':
      return last && row.state === 'pending' ? 'progressing' : 'ok';
  }
}
