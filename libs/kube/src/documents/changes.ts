import type { State } from '@binnacle/shared/health';
import { type Row, stateOf, type View } from '@binnacle/shared/views';
import { rowNumber, rowText } from './tables.js';

/** What a table saw of one row. `before` is missing for what was added, `after` for what was removed. */
export interface RowChange {
  kind: 'added' | 'changed' | 'removed';
  before?: Row | undefined;
  after?: Row | undefined;
}

/** A change in words, and the state it left behind. */
export interface ChangeWords {
  words: string;
  state: State;
}

/** Most images named in one change; the object's own page has them all. */
const IMAGES_MAX = 3;

/**
 * A change as a person would tell it (`replicas 3 → 5`, `became failing: ImagePullBackOff`), or null for what nobody
 * would: counters on their way, replica sets and pods that come and go for their Deployment, events.
 */
export function changeOf(view: View, { kind, before, after }: RowChange): ChangeWords | null {
  if (kind === 'added' && after !== undefined) return added(view, after);
  if (kind === 'removed' && before !== undefined) return removed(view, before);
  if (before === undefined || after === undefined) return null;
  const parts = changed(view, before, after);
  return parts.length === 0 ? null : { words: parts.join(', '), state: stateOf(after) };
}

function added(view: View, row: Row): ChangeWords | null {
  if (view.id === 'nodes') return { words: 'joined the cluster', state: stateOf(row) };
  if (!standsForItself(view, row)) return null;
  const wanted = rowNumber(row, 'wanted');
  return { words: wanted === null ? 'created' : `created, ${wanted} wanted`, state: stateOf(row) };
}

function removed(view: View, row: Row): ChangeWords | null {
  if (view.id === 'nodes') return { words: 'left the cluster', state: 'paused' };
  return standsForItself(view, row) ? { words: 'deleted', state: 'paused' } : null;
}

/** Deployments, and pods and replica sets without a controller: what comes and goes because a person or a tool said so. */
function standsForItself(view: View, row: Row): boolean {
  if (view.id === 'deployments') return true;
  return (view.id === 'pods' || view.id === 'replicasets') && rowText(row, 'ownerUid') === null;
}

function changed(view: View, before: Row, after: Row): string[] {
  switch (view.id) {
    case 'deployments':
      return [...templateWords(before, after), ...healthWords(before, after, servingWords(after))];
    case 'replicasets':
      return standsForItself(view, after)
        ? [...templateWords(before, after), ...healthWords(before, after, servingWords(after))]
        : [];
    case 'pods':
      return podWords(view, before, after);
    case 'nodes':
      return nodeWords(before, after);
    default:
      return [];
  }
}

function templateWords(before: Row, after: Row): string[] {
  const words: string[] = [];
  if (differs(before, after, 'wanted')) words.push(`replicas ${before.wanted} → ${after.wanted}`);
  const images = imageWords(rowText(before, 'images'), rowText(after, 'images'));
  words.push(...images);
  if (differs(before, after, 'paused')) words.push(after.paused === 1 ? 'paused' : 'resumed');
  if (images.length === 0 && differs(before, after, 'revision'))
    words.push(`revision ${before.revision} → ${after.revision}`);
  return words;
}

/** Whether both are known and differ: from or to "not known" is no change of the object. */
function differs(before: Row, after: Row, column: string): boolean {
  const [old, now] = [before[column] ?? null, after[column] ?? null];
  return old !== null && now !== null && old !== now;
}

function imageWords(before: string | null, after: string | null): string[] {
  if (before === null || after === null || before === after) return [];
  const [old, now] = [before.split(','), after.split(',')];
  const pairs = now.flatMap((image, position) => {
    const was = old[position];
    if (was === image) return [];
    if (was === undefined) return [`image ${shortImage(image)} added`];
    // Only the registry or folder moved: the short names would say nothing.
    return shortImage(was) === shortImage(image)
      ? [`image ${was} → ${image}`]
      : [`image ${shortImage(was)} → ${shortImage(image)}`];
  });
  const gone = old.slice(now.length).map((image) => `image ${shortImage(image)} removed`);
  const all = [...pairs, ...gone];
  return all.length <= IMAGES_MAX ? all : [...all.slice(0, IMAGES_MAX), `${all.length - IMAGES_MAX} more images`];
}

/** Name and tag without registry and folders; a digest is cut to 12 digits. */
function shortImage(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@$1');
}

/** Into trouble and out of it. Moving on (progressing) is told by what caused it. */
function healthWords(before: Row, after: Row, recovered: string): string[] {
  const [old, now] = [stateOf(before), stateOf(after)];
  if (old === now) return [];
  if (now === 'failing' || now === 'warning') return [`became ${now}: ${rowText(after, 'status') ?? 'no status'}`];
  if (now === 'unknown') return [`state unknown: ${rowText(after, 'status') ?? 'no status'}`];
  return now === 'ok' ? [recovered] : [];
}

function servingWords(row: Row): string {
  const [ready, wanted] = [rowNumber(row, 'ready'), rowNumber(row, 'wanted')];
  return ready === null || wanted === null ? 'healthy' : `ready ${ready} of ${wanted}`;
}

function podWords(view: View, before: Row, after: Row): string[] {
  const [old, now] = [stateOf(before), stateOf(after)];
  const restarts = rowNumber(after, 'restarts') ?? 0;
  const more = restarts - (rowNumber(before, 'restarts') ?? 0);
  if (more > 0 && now !== 'failing') return [`restarted, ${restarts === 1 ? 'once' : `${restarts} times`} so far`];
  if (now === 'ok' && old === 'progressing') {
    // A pod coming up for its workload is told by the workload.
    return standsForItself(view, after) ? [`ready ${after.ready} of ${after.containers}`] : [];
  }
  if (now === 'paused' && after.cause === 'finished' && old !== 'paused')
    return standsForItself(view, after) ? ['finished'] : [];
  return healthWords(before, after, `ready again: ${after.ready} of ${after.containers}`);
}

function nodeWords(before: Row, after: Row): string[] {
  const words: string[] = [];
  if (differs(before, after, 'cordoned')) words.push(after.cordoned === 1 ? 'cordoned' : 'uncordoned');
  if (differs(before, after, 'version')) words.push(`kubelet ${before.version} → ${after.version}`);
  const wasWell = stateOf(before) === 'ok' || stateOf(before) === 'paused';
  const isWell = stateOf(after) === 'ok' || stateOf(after) === 'paused';
  if (!isWell) words.push(...healthWords(before, after, ''));
  else if (!wasWell) words.push('ready again');
  return words;
}
