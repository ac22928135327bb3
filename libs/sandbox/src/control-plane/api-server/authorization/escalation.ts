import { isDeepStrictEqual } from 'node:util';
import { fieldsAt, type KubeObject, listAt, textAt } from '../../../object.js';
import type { RequestInfo, UserInfo } from '../api.js';
import { forbidden, notFound, quoted } from '../status.js';
import { missingRights, type PolicyRule, policyRule, quotedList, rulesOf } from './policy-rule.js';
import { MASTERS, RBAC_GROUP, type RbacAuthorizer } from './rbac.js';

const EVERYTHING = [
  policyRule({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }),
  policyRule({ verbs: ['*'], nonResourceURLs: ['*'] }),
];

/** A role or binding is about to be written. */
export interface RbacWrite {
  readonly info: RequestInfo;
  readonly user: UserInfo;
  readonly object: KubeObject;
  /** What it replaces. */
  readonly old?: KubeObject | undefined;
}

/**
 * Nobody gives away more than they have, neither in a role nor by binding one, unless they may `escalate` or `bind`. Of no
 * concern to objects of other groups.
 *
 * @throws {ApiError} 403; 404 when the role that a binding names does not exist
 */
export function checkEscalation(authorizer: RbacAuthorizer, write: RbacWrite): void {
  const { info, user, object, old } = write;
  if (info.group !== RBAC_GROUP || user.groups.includes(MASTERS) || (old && onlyForCollection(object, old))) return;
  const resource = { group: RBAC_GROUP, name: info.resource };
  const may = (verb: string, on: Partial<RequestInfo>) =>
    authorizer.authorize({ ...info, subresource: '', ...on, verb, user }).allowed;
  const insist = (wanted: readonly PolicyRule[], why?: string) => {
    const missing = missingRightsOf(authorizer, user, info.namespace, wanted);
    if (missing !== undefined) throw forbidden(resource, textAt(object, 'metadata', 'name'), why ?? missing);
  };
  if (info.resource.endsWith('bindings')) {
    const roleRef = fieldsAt(object, 'roleRef');
    const name = textAt(roleRef, 'name');
    if (may('bind', { resource: roleRef.kind === 'Role' ? 'roles' : 'clusterroles', name })) return;
    const rules = authorizer.referredRules(roleRef, info.namespace);
    if (rules === undefined) throw notFound(resource, name);
    insist(rules);
    return;
  }
  if (may('escalate', {})) return;
  insist(rulesOf(object));
  const aggregates = [object, old].some((role) => listAt(role, 'aggregationRule', 'clusterRoleSelectors').length > 0);
  if (aggregates) insist(EVERYTHING, 'must have cluster-admin privileges to use the aggregationRule');
}

function missingRightsOf(
  authorizer: RbacAuthorizer,
  user: UserInfo,
  namespace: string,
  wanted: readonly PolicyRule[],
): string | undefined {
  const { rules, missing: unread } = authorizer.rulesFor(user, namespace);
  const missing = missingRights(rules, wanted);
  if (missing.length === 0) return undefined;
  const who = `user ${quoted(user.name)} (groups=${quotedList(user.groups)})`;
  const problems = unread.length === 0 ? '' : `; resolution errors: [${unread.join(', ')}]`;
  return `${who} is attempting to grant RBAC permissions not currently held:\n${missing.join('\n')}${problems}`;
}

/** Owners and finalizers may always be written, so that whatever is to go can go. */
function onlyForCollection(object: KubeObject, old: KubeObject): boolean {
  const bare = (role: KubeObject) => {
    const { ownerReferences: _, finalizers: __, managedFields: ___, ...metadata } = role.metadata;
    return { ...role, metadata };
  };
  return isDeepStrictEqual(bare(object), bare(old));
}
