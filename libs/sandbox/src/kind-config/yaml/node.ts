import type { Place } from '../problem.js';

export interface Scalar {
  readonly type: 'scalar';
  readonly at: Place;
  /** As kubectl reads it. */
  readonly value: string | number | boolean | null;
  /** As it is written, without quotes. */
  readonly text: string;
  readonly quoted: boolean;
}

export interface Entry {
  readonly key: string;
  /** What stands there for the key: an unquoted `y` is the key `true`. */
  readonly written: Scalar;
  readonly value: Node;
}

export interface Mapping {
  readonly type: 'mapping';
  readonly at: Place;
  /** In the order of the text. A key may be repeated, then the last counts. */
  readonly entries: readonly Entry[];
}

export interface Sequence {
  readonly type: 'sequence';
  readonly at: Place;
  readonly items: readonly Node[];
}

/** A value of a YAML text that knows where it stands. Aliases are the node that they stand for. */
export type Node = Scalar | Mapping | Sequence;

export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.type === 'scalar' && node.value === null);
}

/** The value at a path of keys; undefined when there is none. */
export function nodeAt(node: Node | undefined, ...path: string[]): Node | undefined {
  const below = (inner: Node | undefined, key: string): Node | undefined =>
    inner?.type === 'mapping' ? inner.entries.findLast((entry) => entry.key === key)?.value : undefined;
  return path.reduce(below, node);
}

/** The scalar at a path of keys. */
export function scalarAt(node: Node | undefined, ...path: string[]): Scalar | undefined {
  const found = nodeAt(node, ...path);
  return found?.type === 'scalar' && found.value !== null ? found : undefined;
}

/** The items of the list below a key; none where there is no list. */
export function itemsAt(node: Node | undefined, key: string): readonly Node[] {
  const found = nodeAt(node, key);
  return found?.type === 'sequence' ? found.items : [];
}

/** The scalar below a key as it is written. */
export function textAt(node: Node | undefined, key: string, otherwise: string): string {
  return scalarAt(node, key)?.text ?? otherwise;
}

/** The number below a key; 0 where there is none. */
export function numberAt(node: Node | undefined, key: string): number {
  const value = scalarAt(node, key)?.value;
  return typeof value === 'number' ? value : 0;
}
