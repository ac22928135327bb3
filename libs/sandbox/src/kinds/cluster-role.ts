import { kind } from './kind.js';
import { checkSelector } from './label-selector.js';
import { pathSegment } from './names.js';
import { checkRules } from './role.js';

export const clusterRole = kind('rbac.authorization.k8s.io/v1', 'ClusterRole', {
  cells: ({ metadata }) => [metadata.creationTimestamp ?? ''],
  nameFaults: pathSegment,
  createOnUpdate: true,
  validate: (object) => {
    checkRules(object.at('rules'), false);
    const selectors = object.at('aggregationRule.clusterRoleSelectors');
    if (object.at('aggregationRule').given && selectors.items.length === 0) {
      selectors.required('at least one clusterRoleSelector required if aggregationRule is non-nil');
    }
    for (const selector of selectors.items) checkSelector(selector);
  },
});
