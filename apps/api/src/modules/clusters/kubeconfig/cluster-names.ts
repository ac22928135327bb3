import { type ClusterName, clusterName } from '@binnacle/shared/names';

const LABEL_MAX_CHARACTERS = 63;

/**
 * A DNS label made of any text. Of text that is too long the end is kept: cloud providers put the account and region
 * first and what tells clusters apart last.
 */
export function slugify(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(-LABEL_MAX_CHARACTERS)
    .replace(/^-+/, '');
  return slug === '' ? 'cluster' : slug;
}

/**
 * A unique cluster name for each context, in their order. A context whose name is a label already keeps it whatever
 * stands before it; the others get `-2`, `-3` and so on, in the order of the file, so that names last over restarts.
 */
export function nameClusters(contexts: readonly string[]): ClusterName[] {
  const names: (string | undefined)[] = contexts.map(() => undefined);
  const taken = new Set<string>();
  const claim = (index: number, name: string) => {
    names[index] = name;
    taken.add(name);
  };
  contexts.forEach((context, index) => {
    if (slugify(context) === context && !taken.has(context)) claim(index, context);
  });
  contexts.forEach((context, index) => {
    if (names[index] !== undefined) return;
    const slug = slugify(context);
    let name = slug;
    for (let number = 2; taken.has(name); number++) {
      const suffix = `-${number}`;
      name = slug.slice(0, LABEL_MAX_CHARACTERS - suffix.length).replace(/-+$/, '') + suffix;
    }
    claim(index, name);
  });
  return names.map((name) => clusterName(name));
}

/** kind writes its contexts as `kind-<cluster>`. */
export function isKindContext(context: string): boolean {
  return /^kind-./.test(context);
}
