/** Who Binnacle is in `metadata.managedFields`. */
export const FIELD_MANAGER = 'binnacle';

/**
 * Under which name a change stands there: that of its action. The API server puts no time on entries that come through
 * the scale subresource, so the name alone tells whose change it was, from every other action and every other Binnacle.
 */
export function fieldManagerOf(actionId: string): string {
  return `${FIELD_MANAGER}-${actionId}`;
}
