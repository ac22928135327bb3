import { type Fields, fieldsAt, type KubeObject, listAt, textAt } from '../../../object.js';
import type { Attributes, Authorizer, Decision, UserInfo } from '../api.js';
import { aggregated, notFound, quoted } from '../status.js';
import { type PolicyRule, ruleAllows, rulesOf } from './policy-rule.js';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';
/** Whoever is in it may do everything, whatever roles say. */
export const MASTERS = 'system:masters';

/** Where the authorizer finds roles and bindings as they stand. */
export interface RbacReader {
  role(namespace: string, name: string): KubeObject | undefined;
  clusterRole(name: string): KubeObject | undefined;
  roleBindings(namespace: string): Iterable<KubeObject>;
  clusterRoleBindings(): Iterable<KubeObject>;
}

/** Rules that somebody has by a binding, or why those of a binding could not be found. */
type Grant = { readonly rules: readonly PolicyRule[]; readonly by: () => string } | { readonly missing: string };

/** Decides by the roles and bindings of the cluster. */
export class RbacAuthorizer implements Authorizer {
  readonly #reader: RbacReader;

  constructor(reader: RbacReader) {
    this.#reader = reader;
  }

  authorize(asked: Attributes): Decision {
    if (asked.user.groups.includes(MASTERS)) return { allowed: true, reason: '' };
    const missing: string[] = [];
    for (const grant of this.#grants(asked.user, asked.namespace)) {
      if ('missing' in grant) missing.push(grant.missing);
      else if (grant.rules.some((rule) => ruleAllows(rule, asked))) {
        return { allowed: true, reason: `RBAC: allowed by ${grant.by()}` };
      }
    }
    return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${aggregated(missing)}` };
  }

  /** All rules of a user, cluster-wide and in a namespace; and what could not be read. */
  rulesFor(user: UserInfo, namespace: string): { rules: PolicyRule[]; missing: string[] } {
    const grants = [...this.#grants(user, namespace)];
    return {
      rules: grants.flatMap((grant) => ('rules' in grant ? grant.rules : [])),
      missing: grants.flatMap((grant) => ('missing' in grant ? [grant.missing] : [])),
    };
  }

  /** The rules of the role that a binding in this namespace (none: of the cluster) refers to, if there is one. */
  referredRules(roleRef: Fields, namespace: string): readonly PolicyRule[] | undefined {
    const name = textAt(roleRef, 'name');
    const role = roleRef.kind === 'Role' ? this.#reader.role(namespace, name) : this.#reader.clusterRole(name);
    return role && rulesOf(role);
  }

  *#grants(user: UserInfo, namespace: string): Generator<Grant> {
    yield* this.#grantsBy(this.#reader.clusterRoleBindings(), user, '');
    if (namespace !== '') yield* this.#grantsBy(this.#reader.roleBindings(namespace), user, namespace);
  }

  *#grantsBy(bindings: Iterable<KubeObject>, user: UserInfo, namespace: string): Generator<Grant> {
    for (const binding of bindings) {
      const subject = listAt(binding, 'subjects').find((each) => isUser(each, user, namespace));
      if (subject === undefined) continue;
      const roleRef = fieldsAt(binding, 'roleRef');
      const rules = this.referredRules(roleRef, namespace);
      if (rules) yield { rules, by: () => described(binding, subject, namespace) };
      else {
        const role = { group: RBAC_GROUP, name: textAt(roleRef, 'kind').toLowerCase() };
        yield { missing: notFound(role, textAt(roleRef, 'name')).message };
      }
    }
  }
}

function isUser(subject: Fields, { name, groups }: UserInfo, namespace: string): boolean {
  const { kind, name: bound } = subject;
  if (kind === 'User') return bound === name;
  if (kind === 'Group') return groups.includes(String(bound));
  return kind === 'ServiceAccount' && name === `system:serviceaccount:${subject.namespace || namespace}:${bound}`;
}

function described({ kind, metadata, roleRef }: KubeObject, subject: Fields, namespace: string): string {
  const { name } = metadata;
  const binding = quoted(namespace === '' ? name : `${name}/${namespace}`);
  const home = subject.kind === 'ServiceAccount' ? `/${subject.namespace || namespace}` : '';
  const whom = `${subject.kind} ${quoted(`${subject.name}${home}`)}`;
  return `${kind} ${binding} of ${textAt(roleRef, 'kind')} ${quoted(textAt(roleRef, 'name'))} to ${whom}`;
}
