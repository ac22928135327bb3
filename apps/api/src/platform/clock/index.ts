export { type Clock, systemClock } from '@binnacle/kube/reflector';

/** Injection token of the one `Clock` of the process: real in the product, set by hand in tests. */
export const CLOCK = Symbol('CLOCK');
