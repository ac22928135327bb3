import { type Actor, can, ROLE_PERMISSIONS, ROLES } from '@binnacle/shared/access';
import { BinnacleError } from '@binnacle/shared/errors';
import type { AccessQuestion, ClusterDoors } from '../ports.js';
import type { BoundAction } from '../verbs/index.js';

/** An action that the actor may do: by role, and by what the cluster itself allows the credentials. */
export class AuthorisedAction {
  private constructor(
    readonly actor: Actor,
    readonly doors: ClusterDoors,
    readonly clusterUid: string,
    readonly action: BoundAction,
  ) {}

  /**
   * @throws BinnacleError `forbidden` with the missing right in `extra`; `cluster_unreachable` when the cluster was never
   * reached, since it is identified by the UID of its kube-system namespace
   */
  static async of(actor: Actor, doors: ClusterDoors, action: BoundAction): Promise<AuthorisedAction> {
    const { name, uid } = doors.summary;
    if (!can(actor, action.permission, { cluster: name, ...namespaceOf(action) })) throw roleTooLow(actor, action);
    if (uid === null) {
      throw new BinnacleError('cluster_unreachable', `The cluster ${name} has not been reached yet. Nothing was done.`);
    }
    const { allowed, reason } = await doors.reader.accessReview(action.right);
    if (!allowed) throw rightMissing(action, reason);
    return new AuthorisedAction(actor, doors, uid, action);
  }
}

function namespaceOf({ target }: BoundAction): { namespace?: string } {
  return target.namespace === undefined ? {} : { namespace: target.namespace };
}

function roleTooLow(actor: Actor, { permission, id, target }: BoundAction): BinnacleError {
  const needs = ROLES.find((role) => ROLE_PERMISSIONS[role].includes(permission));
  const extra = { permission, role: actor.role, needs, namespace: target.namespace ?? null };
  const detail = `The role ${actor.role} does not include the action ${id}; ${needs} and above do. Nothing was done.`;
  return new BinnacleError('forbidden', detail, { extra });
}

function rightMissing({ right, id, target }: BoundAction, reason = ''): BinnacleError {
  const resource = right.subresource === undefined ? right.resource : `${right.resource}/${right.subresource}`;
  const where = right.namespace === undefined ? '' : ` in the namespace ${right.namespace}`;
  const said = reason === '' ? '' : ` (${reason})`;
  return new BinnacleError(
    'forbidden',
    `The cluster does not allow these credentials to ${right.verb} ${resource} of ${target.name}${where}${said}. Nothing was done.`,
    { extra: { ...right, resource, role: smallestRole(id, right, resource) } },
  );
}

/** The least that would allow it, to hand to whoever administers the cluster. JSON strings are YAML strings. */
function smallestRole(id: string, right: AccessQuestion, resource: string): string {
  const kind = right.namespace === undefined ? 'ClusterRole' : 'Role';
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${kind}`,
    'metadata:',
    `  name: ${JSON.stringify(`binnacle-${id}-${right.resource}`)}`,
    ...(right.namespace === undefined ? [] : [`  namespace: ${JSON.stringify(right.namespace)}`]),
    'rules:',
    `  - apiGroups: [${JSON.stringify(right.group)}]`,
    `    resources: [${JSON.stringify(resource)}]`,
    ...(right.name === undefined ? [] : [`    resourceNames: [${JSON.stringify(right.name)}]`]),
    `    verbs: [${JSON.stringify(right.verb)}]`,
    '',
  ].join('\n');
}
