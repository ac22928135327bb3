'use client';
import { Note } from '@/components/status/status';
import { ApiProblem } from '@/lib/api-client';
import { Link, paths } from '@/lib/router';
import { recordedOf } from './use-confirm';

/** Our sentence for each way an action can end other than done; the server's own words follow below. */
function titleOf(error: Error): string {
  if (!(error instanceof ApiProblem))
    return 'No answer. It may or may not have happened; look into the ledger before you try again.';
  switch (error.code) {
    case 'preview_stale':
      return 'It changed while you looked. This is the fresh preview; confirm again if you still want it.';
    case 'forbidden':
      return 'You may not do this.';
    case 'not_recorded':
      return 'Not recorded, so not done.';
    case 'outcome_unknown':
      return 'Whether it happened is not known yet. Binnacle is finding out.';
    case 'in_progress':
      return 'Another action on this object is still under way.';
    case 'cluster_unreachable':
      return 'The cluster does not answer. Nothing was done.';
    case 'not_found':
      return 'There is no such object any more.';
    default:
      return 'Not done.';
  }
}

/** Why a preview or a confirmation did not go through. */
export function ActionProblem({ error, preview = false }: { error: Error; preview?: boolean }) {
  const code = error instanceof ApiProblem ? error.code : null;
  const state = code === 'preview_stale' ? 'warning' : code === 'outcome_unknown' ? 'unknown' : 'failing';
  const recorded = recordedOf(error);
  const items = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  return (
    <Note state={state} role="alert">
      <b className="b">{preview && !(error instanceof ApiProblem) ? 'The dry run got no answer.' : titleOf(error)}</b>
      <p className="text-ink-2">{error.message}</p>
      {items.map((item) => (
        <p key={`${item.path ?? ''}${item.message}`} className="text-ink-2">
          {item.path !== undefined && <span className="mono">{item.path}: </span>}
          {item.message} {item.hint}
        </p>
      ))}
      {recorded !== null && (
        <p>
          <Link href={paths.ledgerRow(recorded.id)} className="underline">
            On the record{recorded.number === null ? '' : ` as number ${recorded.number}`}
          </Link>
        </p>
      )}
    </Note>
  );
}
