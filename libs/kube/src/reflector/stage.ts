import type { KubeObject, ReflectorStore, Replacement } from './ports.js';

/** Runs a store call. @returns false when it threw, which is then counted and reported. */
export type Guarded = (what: string, work: () => void, object?: KubeObject) => boolean;

/** The store could not begin or finish a replacement: its content is the old one, and the list must be made again. */
export class StoreRefusedError extends Error {
  override readonly name = 'StoreRefusedError';
}

/** The next content of a store while it is being fetched. Unlike a {@link Replacement} it can take something out again. */
export class Stage {
  private readonly gone = new Map<string, KubeObject>();
  private open = true;

  private constructor(
    private readonly store: ReflectorStore,
    private readonly replacement: Replacement,
    private readonly guarded: Guarded,
  ) {}

  /** @throws StoreRefusedError */
  static begin(store: ReflectorStore, guarded: Guarded): Stage {
    let replacement: Replacement | undefined;
    guarded('beginReplace', () => {
      replacement = store.beginReplace();
    });
    if (replacement === undefined) throw new StoreRefusedError('The store could not begin to take a list.');
    return new Stage(store, replacement, guarded);
  }

  /** Adding again replaces what was added before. Does nothing once committed or abandoned. */
  add(object: KubeObject): void {
    if (!this.open) return;
    if (this.gone.size > 0) this.gone.delete(keyOf(object));
    this.guarded('add', () => this.replacement.add(object), object);
  }

  /** The object went away after it may have been added. */
  remove(object: KubeObject): void {
    this.gone.set(keyOf(object), object);
  }

  /** @throws StoreRefusedError */
  commit(): void {
    this.open = false;
    if (!this.guarded('commit', () => this.replacement.commit())) {
      this.guarded('abandon', () => this.replacement.abandon());
      throw new StoreRefusedError('The store could not take the list.');
    }
    // Within the same turn as the commit, so nobody sees them in between.
    for (const object of this.gone.values()) this.guarded('remove', () => this.store.remove(object), object);
  }

  /** Does nothing after a commit. */
  abandon(): void {
    if (!this.open) return;
    this.open = false;
    this.guarded('abandon', () => this.replacement.abandon());
  }
}

export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
