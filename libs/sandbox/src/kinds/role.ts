import type { Field } from './field.js';
import { kind } from './kind.js';
import { pathSegment } from './names.js';

/** Reports what is wrong with the rules of a role; only one for the whole cluster can be about paths. */
export function checkRules(rules: Field, namespaced: boolean): void {
  for (const rule of rules.items) {
    const [verbs, groups, resources, paths] = ['verbs', 'apiGroups', 'resources', 'nonResourceURLs'].map((name) =>
      rule.at(name),
    );
    if (verbs?.items.length === 0) verbs.required();
    if (paths !== undefined && paths.items.length > 0) {
      if (namespaced) paths.invalid('namespaced rules cannot apply to non-resource URLs');
      else if (groups?.items.length || resources?.items.length) {
        paths.invalid('rules cannot apply to both regular resources and non-resource URLs');
      }
      continue;
    }
    if (groups?.items.length === 0) groups.required('resource rules must supply at least one api group');
    if (resources?.items.length === 0) resources.required('resource rules must supply at least one resource');
  }
}

// The table of roles shows the time of their creation, not how long ago it was.
export const role = kind('rbac.authorization.k8s.io/v1', 'Role', {
  cells: ({ metadata }) => [metadata.creationTimestamp ?? ''],
  nameFaults: pathSegment,
  createOnUpdate: true,
  validate: (object) => checkRules(object.at('rules'), true),
});
