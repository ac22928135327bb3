import { kind } from './kind.js';
import { bindingOf } from './role-binding.js';

export const clusterRoleBinding = kind('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', bindingOf('ClusterRole'));
