export { bootstrapRoles } from './bootstrap.js';
export { checkEscalation, type RbacWrite } from './escalation.js';
export { aggregatedRules, type PolicyRule } from './policy-rule.js';
export { RBAC_GROUP, RbacAuthorizer, type RbacReader } from './rbac.js';
export { REVIEWS, type ReviewRequest } from './reviews.js';
