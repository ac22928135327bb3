import type { Rollout } from '@binnacle/shared/realtime';
import { type Row, stateOf } from '@binnacle/shared/views';
import { rowNumber, rowText } from './tables.js';
import { counted, sentences } from './words.js';

type Bars = Pick<Rollout, 'fresh' | 'old'>;

/** What is so, what it means for users now, and what happens next if nobody acts. `trouble` is a pod of the new revision that needs somebody. */
export function rolloutSentence(deployment: Row, bars: Bars, trouble: Row | null): string {
  const wanted = rowNumber(deployment, 'wanted') ?? 0;
  const because = rowText(deployment, 'because');
  const evidence = trouble === null ? null : rowText(trouble, 'because');
  switch (deployment.status) {
    case 'Rolling out':
      if (bars.fresh === null)
        return sentences(because, servedWords(bars, wanted), 'Nothing new starts until it does.');
      return evidence === null
        ? sentences(progressWords(bars, wanted), servedWords(bars, wanted), 'It goes on by itself.')
        : sentences(
            evidence,
            servedWords(bars, wanted),
            'Kubernetes gives up at its deadline and will not go back by itself.',
          );
    case 'Rollout stuck':
      return sentences(
        evidence ?? because,
        servedWords(bars, wanted),
        'Kubernetes has given up and will not go back by itself.',
      );
    case 'Pods refused':
      return sentences(because, servedWords(bars, wanted), 'Kubernetes tries again until quota or policy allows them.');
    case 'Paused':
      return sentences(because, servedWords(bars, wanted), 'It stays so until it is resumed.');
    case 'Scaled to zero':
      return 'No pods are wanted, so nobody is served. It stays so until it is scaled up.';
    case 'Waiting for pods':
    case 'Unavailable':
      return sentences(
        evidence,
        servedWords(bars, wanted),
        'The replica set replaces pods that are gone and waits for those that are not ready.',
      );
    case 'Terminating':
      return 'It is being deleted, and its pods with it.';
    case 'Healthy':
      return stateOf(deployment) === 'ok' ? `${doneWords(wanted)} Nothing is left to do.` : (because ?? '');
    default:
      return sentences(because, servedWords(bars, wanted));
  }
}

function progressWords({ fresh }: Bars, wanted: number): string {
  const ready = fresh?.ready ?? 0;
  return `${ready} of ${counted(wanted, 'pod')} of the new revision ${ready === 1 ? 'is' : 'are'} ready.`;
}

function doneWords(wanted: number): string {
  return wanted === 1
    ? 'Its one pod runs this revision and serves.'
    : `All ${wanted} pods run this revision and serve.`;
}

/** Who reaches what: by the pods that are ready, whichever revision they are of. */
function servedWords({ fresh, old }: Bars, wanted: number): string {
  const [freshReady, oldReady] = [fresh?.ready ?? 0, old.ready];
  const all = freshReady + oldReady;
  const outOf = all >= wanted ? counted(all, 'pod') : `${all} of ${counted(wanted, 'wanted pod')}`;
  const serve = `${outOf} ${all === 1 ? 'serves' : 'serve'}`;
  if (all === 0)
    return wanted === 0
      ? 'Nobody is served, as no pods are wanted.'
      : `Nobody is served: 0 of ${counted(wanted, 'wanted pod')} are ready.`;
  if (fresh === null) return `Users reach what ran before: ${serve}.`;
  if (freshReady === 0) return `Users still reach the old revision: ${oldWords(oldReady, wanted)}.`;
  return oldReady === 0 ? `Users reach this revision: ${serve}.` : `Users reach both revisions: ${serve}.`;
}

function oldWords(ready: number, wanted: number): string {
  return `${ready} of ${counted(Math.max(ready, wanted), 'pod')} ${ready === 1 ? 'serves' : 'serve'}`;
}
