import { type Fields, fieldsAt, isFields, textAt } from '../../../object.js';
import { type Authorizer, asWritten, type UserInfo } from '../api.js';
import { aggregated, badRequest, invalid, quoted, type StatusCause } from '../status.js';
import type { PolicyRule } from './policy-rule.js';
import type { RbacAuthorizer } from './rbac.js';

/** A review as it came: its body, and the namespace of its path. */
export interface ReviewRequest {
  readonly object: Fields;
  readonly user: UserInfo;
  readonly namespace: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

type Review = (authorizer: RbacAuthorizer, request: ReviewRequest) => Fields;

/**
 * The answers to reviews, by resource: the body with its `status`. Nothing is stored.
 * Each throws an ApiError (400, 422) for a question that is none.
 */
export const REVIEWS: Readonly<Record<string, Review>> = {
  selfsubjectaccessreviews: (authorizer, { object, user }) => {
    insist([...oneQuestion(object), ...noMetadata(object, [], 'must be empty')]);
    return { metadata: {}, ...object, status: accessStatus(authorizer, object, user) };
  },
  subjectaccessreviews: (authorizer, { object }) => {
    insist([...oneQuestion(object), ...someone(object), ...noMetadata(object, [], 'must be empty')]);
    return { metadata: {}, ...object, status: accessStatus(authorizer, object, subjectOf(object)) };
  },
  localsubjectaccessreviews: (authorizer, { object, namespace }) => {
    const local = { ...object, metadata: { ...fieldsAt(object, 'metadata'), namespace } };
    const stray = noMetadata(object, ['namespace'], 'must be empty except for namespace');
    insist([...oneQuestion(object), ...someone(object), ...stray, ...onlyHere(object, namespace)]);
    return { ...local, status: accessStatus(authorizer, object, subjectOf(object)) };
  },
  selfsubjectrulesreviews: (authorizer, { object, user }) => {
    const namespace = textAt(object, 'spec', 'namespace');
    if (namespace === '') throw badRequest('no namespace on request');
    return { ...object, metadata: {}, spec: {}, status: rulesStatus(authorizer, user, namespace) };
  },
  selfsubjectreviews: (_authorizer, { object, user, now }) => {
    const creationTimestamp = new Date(now).toISOString().replace(/\.\d+/, '');
    return { ...object, metadata: { creationTimestamp }, status: { userInfo: asWritten(user) } };
  },
};

const GROUP = 'authorization.k8s.io';

function insist(causes: readonly StatusCause[]): void {
  // The real server has lost the kind by the time it says so.
  if (causes.length > 0) throw invalid({ group: GROUP, name: '' }, '', causes);
}

function wrong(field: string, value: string, why: string): StatusCause[] {
  return [{ reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}`, field }];
}

function oneQuestion(object: Fields): StatusCause[] {
  const { resourceAttributes, nonResourceAttributes } = fieldsAt(object, 'spec');
  if (isFields(resourceAttributes) !== isFields(nonResourceAttributes)) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return wrong('spec', inGo(nonResourceAttributes), why);
}

/** As the real server's own type for it is encoded. */
function inGo(attributes: unknown): string {
  if (!isFields(attributes)) return 'null';
  return JSON.stringify({ Path: textAt(attributes, 'path'), Verb: textAt(attributes, 'verb') });
}

function someone(object: Fields): StatusCause[] {
  const { user, groups } = fieldsAt(object, 'spec');
  if (user || (Array.isArray(groups) && groups.length > 0)) return [];
  return wrong('spec.user', '""', 'at least one of user or group must be specified');
}

function noMetadata(object: Fields, allowed: readonly string[], why: string): StatusCause[] {
  const metadata = fieldsAt(object, 'metadata');
  const stray = Object.keys(metadata).some((field) => field !== 'managedFields' && !allowed.includes(field));
  return stray ? wrong('metadata', JSON.stringify(metadata), why) : [];
}

function onlyHere(object: Fields, here: string): StatusCause[] {
  const { resourceAttributes, nonResourceAttributes } = fieldsAt(object, 'spec');
  const namespace = textAt(resourceAttributes, 'namespace');
  const elsewhere = isFields(resourceAttributes) && namespace !== here;
  return [
    ...(elsewhere
      ? wrong('spec.resourceAttributes.namespace', quoted(namespace), 'must match metadata.namespace')
      : []),
    ...(isFields(nonResourceAttributes)
      ? wrong('spec.nonResourceAttributes', inGo(nonResourceAttributes), 'disallowed on this kind of request')
      : []),
  ];
}

function subjectOf(object: Fields): UserInfo {
  const { user, groups } = fieldsAt(object, 'spec');
  return { name: String(user ?? ''), groups: Array.isArray(groups) ? groups.map(String) : [] };
}

const ASKED = ['path', 'verb', 'group', 'version', 'namespace', 'resource', 'subresource', 'name'] as const;

function accessStatus(authorizer: Authorizer, object: Fields, user: UserInfo): Fields {
  const spec = fieldsAt(object, 'spec');
  const isResource = isFields(spec.resourceAttributes);
  const asked = isResource ? spec.resourceAttributes : spec.nonResourceAttributes;
  const said = Object.fromEntries(ASKED.map((field) => [field, textAt(asked, field)])) as Record<
    (typeof ASKED)[number],
    string
  >;
  const { allowed, reason } = authorizer.authorize({ ...said, isResource, user });
  return { allowed, ...(reason !== '' && { reason }) };
}

function rulesStatus(authorizer: RbacAuthorizer, user: UserInfo, namespace: string): Fields {
  const { rules, missing } = authorizer.rulesFor(user, namespace);
  const of = (about: keyof PolicyRule, fields: ReadonlyArray<keyof PolicyRule>) =>
    rules
      .filter((rule) => rule[about].length > 0)
      .map((rule) =>
        Object.fromEntries(fields.map((field) => [field, rule[field]]).filter(([, list]) => list?.length)),
      );
  return {
    resourceRules: of('resources', ['verbs', 'apiGroups', 'resources', 'resourceNames']),
    nonResourceRules: of('nonResourceURLs', ['verbs', 'nonResourceURLs']),
    incomplete: false,
    ...(missing.length > 0 && { evaluationError: aggregated(missing) }),
  };
}
