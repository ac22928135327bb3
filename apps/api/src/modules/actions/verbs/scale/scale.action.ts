import { scale, scaleInput } from '@binnacle/shared/actions';
import { BinnacleError } from '@binnacle/shared/errors';
import type { Target } from '@binnacle/shared/names';
import { parseInput } from '../../../../platform/errors/index.js';
import { plainText, type RawOutcome, type RecordedIntent } from '../../../ledger/index.js';
import { refusedByCluster } from '../../cluster-answer.js';
import { replicasOwners, writerName } from '../../field-owners.js';
import type { AccessQuestion, ClusterDoors } from '../../ports.js';
import type { BoundAction, Foreseen, Verb } from '../bound-action.js';
import { contentHashOf, replicasOf, scaleEvidenceOf } from './replicas.js';
import { judgeScale } from './scale.evidence.js';
import { scaleWarnings } from './scale.warnings.js';

/** The path of the one field that scaling changes. */
const FIELD = 'spec.replicas';
/** Status updates of a running rollout move the resourceVersion all the time; this often it is looked at anew. */
const ATTEMPTS = 3;
const CONFLICT = 409;
const RESOURCES: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  ReplicaSet: 'replicasets',
};

export const scaleVerb: Verb = {
  bind: (target, input) => new BoundScale(target, parseInput(scaleInput, input)),
  judge: judgeScale,
  replicas: (input) => scaleInput.parse(input).replicas,
  changedSince(object, input) {
    const replicas = replicasOf(object);
    if (replicas === scaleInput.parse(input).replicas) return null;
    return { now: `replicas are ${replicas} now`, by: replicasOwners(object).map(writerName) };
  },
  inverse(changes, input) {
    const before = changes.find((change) => change.path === FIELD)?.before;
    return typeof before === 'number' ? scale.inverse({ replicas: before }, scaleInput.parse(input)) : null;
  },
};

class BoundScale implements BoundAction {
  readonly id = 'scale';
  readonly permission = scale.permission;
  readonly command: string;
  readonly wish: string;
  readonly right: AccessQuestion;

  constructor(
    readonly target: Target,
    readonly input: { replicas: number },
  ) {
    const resource = RESOURCES[target.kind];
    const taken = scale.targets.some(
      ({ apiVersion, kind }) => apiVersion === target.apiVersion && kind === target.kind,
    );
    if (!taken || resource === undefined) {
      const kinds = scale.targets.map(({ kind }) => kind).join(', ');
      throw new BinnacleError(
        'invalid_input',
        `A ${target.kind} of ${target.apiVersion} cannot be scaled. What can: ${kinds} of apps/v1.`,
      );
    }
    if (target.namespace === undefined) throw new BinnacleError('invalid_input', `A ${target.kind} needs a namespace.`);
    this.command = scale.command(target, input);
    this.wish = `scale to ${input.replicas}`;
    const { namespace, name } = target;
    this.right = { verb: 'update', group: 'apps', resource, subresource: 'scale', namespace, name };
  }

  async foresee({ reader }: ClusterDoors): Promise<Foreseen> {
    const { target, input } = this;
    for (let attempt = 1; ; attempt += 1) {
      const object = await reader.get(target);
      const { uid, resourceVersion } = object.metadata;
      if (uid === undefined || resourceVersion === undefined) {
        throw new BinnacleError(
          'refused_by_cluster',
          'The API server gave the object without UID or resourceVersion, so a change could not be bound to it.',
        );
      }
      if (target.uid !== undefined && target.uid !== uid) {
        throw new BinnacleError(
          'conflict',
          `This ${target.kind} was deleted and created anew since; look at it again.`,
        );
      }
      const checked = await reader.dryRunScale(target, input.replicas, resourceVersion);
      if (checked.kind === 'failed' && checked.code === CONFLICT && attempt < ATTEMPTS) continue;
      if (checked.kind !== 'succeeded')
        throw refusedByCluster(checked, 'The change was only tried out: nothing was done.');
      const before = replicasOf(object);
      return {
        words: scale.words({ replicas: before }, input),
        effect: effectOf(before, input.replicas),
        warnings: [
          ...(await scaleWarnings(reader, target, object, { before, after: input.replicas })),
          ...(checked.warnings ?? []).map((text) => ({ code: 'api_server', text: plainText(text) }) as const),
        ],
        changes: before === input.replicas ? [] : [{ path: FIELD, before, after: input.replicas }],
        uid,
        resourceVersion,
        contentHash: contentHashOf(object),
        evidence: scaleEvidenceOf(object),
      };
    }
  }

  async execute(
    doors: ClusterDoors,
    intent: RecordedIntent,
    foreseen: Foreseen,
    mayStillSend: () => boolean,
  ): Promise<RawOutcome> {
    const { target, input } = this;
    let { resourceVersion } = foreseen;
    for (let attempt = 1; ; attempt += 1) {
      const raw = await doors.writer.scale(intent, {
        target,
        replicas: input.replicas,
        resourceVersion,
        uid: foreseen.uid,
      });
      if (raw.kind !== 'failed' || raw.code !== CONFLICT || attempt === ATTEMPTS) return raw;
      // The conflict is certain, so it may be sent again, but only if nothing but the status has moved.
      const object = await readIfPossible(doors, target);
      const moved = object?.metadata.resourceVersion;
      if (object === null || moved === undefined || contentHashOf(object) !== foreseen.contentHash || !mayStillSend())
        return raw;
      resourceVersion = moved;
    }
  }
}

/** A second look that may fail: then the certain answer of before stands. */
function readIfPossible({ reader }: ClusterDoors, target: Target) {
  return reader.get(target).catch((error: unknown) => {
    if (error instanceof BinnacleError) return null;
    throw error;
  });
}

function effectOf(before: number, after: number): string {
  const pods = (count: number) => (count === 1 ? '1 pod' : `${count} pods`);
  if (after === before) return `Nothing changes: it already asks for ${after}.`;
  if (after > before) return `${pods(after - before)} will be started, ${after} in all.`;
  if (after === 0) return before === 1 ? 'Its only pod will be stopped.' : `All ${before} pods will be stopped.`;
  return `${pods(before - after)} will be stopped, ${after} will remain.`;
}
