import type { State } from '@binnacle/shared/health';
import { at, listAt, numberAt, textAt } from '@/lib/manifest/read';

export interface ContainerLine {
  name: string;
  role: 'container' | 'init' | 'ephemeral';
  image: string | null;
  state: State;
  /** The field's own word: `Running`, `CrashLoopBackOff`, `OOMKilled`. */
  status: string;
  /** How it ended last, where that helps: `last ended OOMKilled, exit 137`. */
  because: string | null;
  restarts: number | null;
  requests: string;
  limits: string;
}

const LISTS = [
  ['initContainers', 'initContainerStatuses', 'init'],
  ['containers', 'containerStatuses', 'container'],
  ['ephemeralContainers', 'ephemeralContainerStatuses', 'ephemeral'],
] as const;

/** The containers of a pod, wanted and actual joined by name. */
export function containersOf(pod: unknown): ContainerLine[] {
  return LISTS.flatMap(([specs, statuses, role]) =>
    listAt(pod, 'spec', specs).map((spec): ContainerLine => {
      const name = textAt(spec, 'name') ?? '';
      const status = listAt(pod, 'status', statuses).find((each) => textAt(each, 'name') === name);
      return {
        name,
        role,
        image: textAt(spec, 'image'),
        ...judge(status),
        restarts: numberAt(status, 'restartCount'),
        requests: amounts(at(spec, 'resources', 'requests')),
        limits: amounts(at(spec, 'resources', 'limits')),
      };
    }),
  );
}

function judge(status: unknown): Pick<ContainerLine, 'state' | 'status' | 'because'> {
  const because = lastEnd(status);
  if (at(status, 'state', 'running') !== undefined) {
    const ready = at(status, 'ready') === true;
    return { state: ready ? 'ok' : 'progressing', status: ready ? 'Running' : 'Running, not ready', because };
  }
  const ended = at(status, 'state', 'terminated');
  if (ended !== undefined) {
    const code = numberAt(ended, 'exitCode');
    const word = textAt(ended, 'reason') ?? (code === 0 ? 'Completed' : 'Error');
    return {
      state: code === 0 ? 'paused' : 'failing',
      status: word,
      because: code === 0 ? null : `exit ${code ?? '?'}`,
    };
  }
  const word = textAt(status, 'state', 'waiting', 'reason');
  if (word === null) return { state: 'unknown', status: 'Not reported', because: null };
  const harmless = word === 'ContainerCreating' || word === 'PodInitializing';
  return {
    state: harmless ? 'progressing' : 'failing',
    status: word,
    because: because ?? textAt(status, 'state', 'waiting', 'message'),
  };
}

function lastEnd(status: unknown): string | null {
  const last = at(status, 'lastState', 'terminated');
  if (last === undefined) return null;
  return `last ended ${textAt(last, 'reason') ?? 'without a reason'}, exit ${numberAt(last, 'exitCode') ?? '?'}`;
}

function amounts(resources: unknown): string {
  const parts = [textAt(resources, 'cpu'), textAt(resources, 'memory')].filter((part) => part !== null);
  return parts.length === 0 ? '–' : parts.join(' · ');
}
