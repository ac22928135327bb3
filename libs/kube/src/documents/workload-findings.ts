import { type State, severity } from '@binnacle/shared/health';
import type { Finding } from '@binnacle/shared/realtime';
import type { WeighedFinding } from './node-findings.js';
import type { PodGroup } from './pod-findings.js';
import { POD_TROUBLE, podTroubleTitle } from './pod-trouble-words.js';
import { notOk, numberCell, type ObjectRef, type TableReader, type Tables, textCell } from './tables.js';
import { counted, sentences, servingSentence } from './words.js';

/** A controller that reported nothing for this long does not work, or cannot reach the API server. */
const NOT_OBSERVED_AFTER_SECONDS = 60;

const UNAVAILABLE =
  'That is fewer than its strategy allows. Its replica set replaces pods that are gone and waits for those that are not ready.';

/** Findings about groups of pods; those of a stuck Deployment are told by the Deployment's own finding. */
export function podGroupFindings(tables: Tables, groups: readonly PodGroup[]): WeighedFinding[] {
  return groups
    .filter(({ workload }) => workload.deployment === null || causeOf(tables, workload.deployment) !== 'rollout_stuck')
    .flatMap((group) => {
      const words = POD_TROUBLE[group.cause];
      if (words === undefined) return [];
      const detail = sentences(group.because, meaning(tables, group), words.next, rolloutNote(tables, group));
      return {
        weight: group.count,
        finding: finding(
          words.code,
          group.workload.object,
          group.state,
          podTroubleTitle(words, group.count),
          detail,
          group.since,
        ),
      };
    });
}

/** Findings about Deployments, and replica sets without one. `groups` tell why they are in trouble. */
export function workloadFindings(tables: Tables, groups: readonly PodGroup[], now: number): WeighedFinding[] {
  const { deployments, replicasets } = tables;
  const causes = new Map<number, PodGroup>();
  for (const group of groups) {
    const id = group.workload.deployment;
    const known = id === null ? undefined : causes.get(id);
    if (id !== null && (known === undefined || isWorse(group, known))) causes.set(id, group);
  }
  const found: WeighedFinding[] = [];
  for (const id of notOk(deployments)) {
    const made = deploymentFinding(tables, id, causes.get(id), now);
    if (made !== null) found.push({ finding: made, weight: numberCell(deployments, id, 'wanted') ?? 0 });
  }
  for (const id of replicasets.idsByState('failing')) {
    if (replicasets.cell(id, 'cause') !== 'pods_refused' || replicasets.cell(id, 'ownerKind') === 'Deployment')
      continue;
    const serving = servingSentence(numberCell(replicasets, id, 'available'), numberCell(replicasets, id, 'wanted'));
    found.push({
      finding: refused(replicasets, id, 'ReplicaSet', serving),
      weight: numberCell(replicasets, id, 'wanted') ?? 0,
    });
  }
  return found;
}

function deploymentFinding(
  { deployments }: Tables,
  id: number,
  group: PodGroup | undefined,
  now: number,
): Finding | null {
  const object = refOf(deployments, id, 'Deployment');
  const state = deployments.cell(id, 'state') as State;
  const because = textCell(deployments, id, 'because');
  const since = numberCell(deployments, id, 'since');
  const serving = servingSentence(numberCell(deployments, id, 'available'), numberCell(deployments, id, 'wanted'));
  switch (causeOf({ deployments }, id)) {
    case 'rollout_stuck': {
      const words = group && POD_TROUBLE[group.cause];
      const title =
        words === undefined ? 'Rollout stuck' : `Rollout stuck: ${words.one[0]?.toLowerCase()}${words.one.slice(1)}`;
      const why = group === undefined || group.because === '' ? because : group.because;
      return finding(
        'rollout_stuck',
        object,
        state,
        title,
        sentences(why, serving, 'Kubernetes has given up and will not go back by itself.'),
        since,
      );
    }
    case 'pods_refused':
      return refused(deployments, id, 'Deployment', serving);
    case 'unavailable':
      if (group !== undefined) return null;
      return finding('deployment_unavailable', object, state, 'Too few pods', sentences(serving, UNAVAILABLE), since);
    case 'no_status': {
      const createdAt = numberCell(deployments, id, 'createdAt');
      if (createdAt === null || now - createdAt < NOT_OBSERVED_AFTER_SECONDS) return null;
      const next = 'Nothing happens with it until the controller manager works again.';
      return finding(
        'deployment_not_observed',
        object,
        state,
        'Not seen by its controller',
        sentences(because, next),
        createdAt,
      );
    }
    default:
      return null;
  }
}

function refused(table: TableReader, id: number, kind: string, serving: string | null): Finding {
  const detail = sentences(
    textCell(table, id, 'because'),
    serving,
    'Kubernetes tries again until quota or policy allows them.',
  );
  return finding(
    'pods_refused',
    refOf(table, id, kind),
    'failing',
    'Pods may not be created',
    detail,
    numberCell(table, id, 'since'),
  );
}

/** What it means for users now: by the Deployment's counts, else by the pods of the same owner. */
function meaning({ deployments, pods }: Tables, { workload, cause }: PodGroup): string | null {
  if (workload.deployment !== null) {
    return servingSentence(
      numberCell(deployments, workload.deployment, 'available'),
      numberCell(deployments, workload.deployment, 'wanted'),
    );
  }
  if (workload.podOwnerUid === null) {
    return cause === 'terminating' ? null : 'It serves nobody now, and it has no owner that would replace it.';
  }
  const siblings = pods.byColumn('ownerUid', workload.podOwnerUid);
  const ready = siblings.filter((id) => pods.cell(id, 'state') === 'ok').length;
  const owner = workload.object.kind === 'Pod' ? 'its owner' : `${workload.object.kind} ${workload.object.name}`;
  return `${ready} of ${counted(siblings.length, 'pod')} of ${owner} ${ready === 1 ? 'is' : 'are'} ready.`;
}

function rolloutNote({ deployments }: Tables, { workload }: PodGroup): string | null {
  if (workload.deployment === null || deployments.cell(workload.deployment, 'status') !== 'Rolling out') return null;
  return 'The rollout waits for it until its deadline and will not go back by itself.';
}

function isWorse(a: PodGroup, b: PodGroup): boolean {
  const difference = severity(a.state) - severity(b.state);
  return difference < 0 || (difference === 0 && (a.count > b.count || (a.count === b.count && a.cause < b.cause)));
}

function causeOf({ deployments }: Pick<Tables, 'deployments'>, id: number): string | null {
  return textCell(deployments, id, 'cause');
}

function refOf(table: TableReader, id: number, kind: string): ObjectRef {
  return {
    apiVersion: 'apps/v1',
    kind,
    namespace: textCell(table, id, 'namespace'),
    name: textCell(table, id, 'name') ?? '',
  };
}

function finding(
  code: string,
  object: ObjectRef,
  state: State,
  title: string,
  detail: string,
  since: number | null,
): Finding {
  return { id: `${code}:${object.kind}/${object.namespace}/${object.name}`, code, state, title, detail, since, object };
}
