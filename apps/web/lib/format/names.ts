/** Two letters for a circle: first letters of two words, else the first two of one. */
export function initials(label: string): string {
  const words = label.split(/[\s@._-]+/).filter((word) => word !== '');
  const [first = '', second] = words;
  const letters = second === undefined ? first.slice(0, 2) : `${first.charAt(0)}${second.charAt(0)}`;
  return letters.toUpperCase();
}

/** What distinguishes a child from its owner: `web-7d9f6c5b8` under `web` is `7d9f6c5b8`. */
export function ownPart(name: string, owner: string): string {
  return name.startsWith(`${owner}-`) && name.length > owner.length + 1 ? name.slice(owner.length + 1) : name;
}

/** An image without its registry and path: `registry.example.org/team/web:1.4` is `web:1.4`. */
export function shortImage(image: string): string {
  const withoutDigest = image.split('@')[0] ?? image;
  return withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1);
}
