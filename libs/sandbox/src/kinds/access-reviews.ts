import { kind } from './kind.js';

const GROUP = 'authorization.k8s.io/v1';

/** Questions that are answered and never stored: who may do what. */
export const accessReviews = [
  ...['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
].map((name) => kind(GROUP, name));
