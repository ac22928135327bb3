import { selects } from '../../../kinds/label-selector.js';
import { type Fields, type KubeObject, listAt } from '../../../object.js';
import type { RequestInfo } from '../api.js';
import { quoted } from '../status.js';

const FIELDS = ['apiGroups', 'resources', 'nonResourceURLs', 'resourceNames', 'verbs'] as const;

/** What some role allows. What is not said is empty. */
export type PolicyRule = Readonly<Record<(typeof FIELDS)[number], readonly string[]>>;

export function policyRule(given: Partial<PolicyRule> | Fields): PolicyRule {
  const lists = FIELDS.map((field) => [field, Array.isArray(given[field]) ? given[field].map(String) : []]);
  return Object.fromEntries(lists) as PolicyRule;
}

/** Roles that are stored never change, and are asked at every request. */
const known = new WeakMap<object, readonly PolicyRule[]>();

/** The rules of a Role or ClusterRole as they stand in it. */
export function rulesOf(role: KubeObject): readonly PolicyRule[] {
  const rules = known.get(role) ?? listAt(role, 'rules').map(policyRule);
  known.set(role, rules);
  return rules;
}

const has = (set: readonly string[], wanted: string) => set.includes('*') || set.includes(wanted);

/** A resource itself, or any resource's subresource of that name. */
const hasResource = (set: readonly string[], resource: string) =>
  has(set, resource) || (resource.includes('/') && set.includes(`*${resource.slice(resource.indexOf('/'))}`));

const hasPath = (set: readonly string[], path: string) =>
  set.some((url) => url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, ''))));

export function ruleAllows(
  rule: PolicyRule,
  { verb, isResource, path, group, resource, subresource, name }: RequestInfo,
): boolean {
  if (!has(rule.verbs, verb)) return false;
  if (!isResource) return hasPath(rule.nonResourceURLs, path);
  const whole = subresource === '' ? resource : `${resource}/${subresource}`;
  const named = rule.resourceNames.length === 0 || rule.resourceNames.includes(name);
  return has(rule.apiGroups, group) && hasResource(rule.resources, whole) && named;
}

/** One verb on one path, or on one resource and perhaps name: what rules are made of. */
interface Atom {
  readonly verb: string;
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly name?: string | undefined;
}

function atoms({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): Atom[] {
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  const places = apiGroups.flatMap((group) => resources.map((resource) => ({ group, resource })));
  return [
    ...places.flatMap((place) => verbs.flatMap((verb) => names.map((name) => ({ ...place, verb, name })))),
    ...nonResourceURLs.flatMap((path) => verbs.map((verb) => ({ path, verb }))),
  ];
}

function covers(rule: PolicyRule, { verb, path, group = '', resource = '', name }: Atom): boolean {
  if (!has(rule.verbs, verb)) return false;
  if (path !== undefined) return hasPath(rule.nonResourceURLs, path);
  const named = rule.resourceNames.length === 0 || (name !== undefined && rule.resourceNames.includes(name));
  return has(rule.apiGroups, group) && hasResource(rule.resources, resource) && named;
}

/** What of the wanted rights the owned ones do not include, a line each as the real server lists them. */
export function missingRights(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): string[] {
  const missing = wanted.flatMap(atoms).filter((atom) => !owned.some((rule) => covers(rule, atom)));
  // Verbs on the same resource and name share a line; those on paths do not.
  const lines = Map.groupBy(missing, ({ verb, ...place }) =>
    JSON.stringify(place.path === undefined ? place : { verb, place }),
  );
  return [...lines.values()]
    .map((line) =>
      described(
        line[0] as Atom,
        line.map(({ verb }) => verb),
      ),
    )
    .sort();
}

function described({ path, group, resource, name }: Atom, verbs: readonly string[]): string {
  const values = { APIGroups: group, Resources: resource, NonResourceURLs: path, ResourceNames: name };
  const said = Object.entries(values).flatMap(([field, one]) =>
    one === undefined ? [] : [`${field}:${quotedList([one])}`],
  );
  return `{${[...said, `Verbs:${quotedList(verbs)}`].join(', ')}}`;
}

/** `["a" "b"]`, as Go prints a list of texts. */
export function quotedList(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(' ')}]`;
}

/**
 * What belongs into the `rules` of a ClusterRole that aggregates: those of all others that it selects, in the order of
 * their names, each once. Rights are what stands in the role; a controller writes these there.
 */
export function aggregatedRules(role: KubeObject, all: readonly KubeObject[]): Fields[] {
  const others = all.filter(({ metadata }) => metadata.name !== role.metadata.name);
  others.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const chosen = listAt(role, 'aggregationRule', 'clusterRoleSelectors').flatMap((selector) =>
    others.filter(({ metadata }) => selects(selector, metadata.labels)),
  );
  const rules = chosen.flatMap((other) => listAt(other, 'rules')).map((rule) => [JSON.stringify(rule), rule] as const);
  return [...new Map(rules).values()];
}
