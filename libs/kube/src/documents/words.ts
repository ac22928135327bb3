/** `1 pod`, `2 pods`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `is` or `are`. */
export function be(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** What the number of available pods means for users now. Null when nothing is known or nothing is wanted. */
export function servingSentence(available: number | null, wanted: number | null): string | null {
  if (available === null || wanted === null || wanted === 0) return null;
  const wantedPods = counted(wanted, 'wanted pod');
  if (available >= wanted) return `${available} of ${wantedPods} ${be(available)} available: users are still served.`;
  if (available === 0) {
    return wanted === 1
      ? 'The one wanted pod is not available: nobody is served.'
      : `None of ${wantedPods} is available: nobody is served.`;
  }
  return `${available} of ${wantedPods} ${be(available)} available: users are served with less.`;
}

/** Sentences in a row, without those that are missing. */
export function sentences(...parts: ReadonlyArray<string | null>): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}
