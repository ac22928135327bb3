import type { Row } from '@binnacle/shared/views';

/** A row's name in the address bar. */
export function keyOf(namespace: Row[string] | undefined, name: Row[string] | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}
