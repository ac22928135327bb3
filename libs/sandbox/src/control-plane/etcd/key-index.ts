/** Long enough that the list of chunks stays short, short enough that inserting moves little. */
const CHUNK = 512;

/** Items by key, and in the order of their keys: insertion and removal move at most one chunk. */
export class KeyIndex<T extends { readonly key: string }> {
  readonly #byKey = new Map<string, T>();
  /** None is empty; keys ascend within each and from each to the next. */
  readonly #chunks: T[][] = [];

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): T | undefined {
    return this.#byKey.get(key);
  }

  /** Adds an item whose key is new. */
  add(item: T): void {
    this.#byKey.set(item.key, item);
    const at = this.#chunkOf(item.key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([item]);
      return;
    }
    chunk.splice(lowerBound(chunk, item.key), 0, item);
    if (chunk.length > CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK / 2));
  }

  remove(key: string): void {
    if (!this.#byKey.delete(key)) return;
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at];
    chunk?.splice(lowerBound(chunk, key), 1);
    if (chunk?.length === 0) this.#chunks.splice(at, 1);
  }

  /** The items whose keys begin with `prefix`, in order, behind the key `after`. The index must not change meanwhile. */
  *startingWith(prefix: string, after = ''): Generator<T, void, undefined> {
    const start = after < prefix ? prefix : after;
    for (let at = this.#chunkOf(start); at < this.#chunks.length; at += 1) {
      const chunk = this.#chunks[at] ?? [];
      for (let i = lowerBound(chunk, start); i < chunk.length; i += 1) {
        const item = chunk[i];
        if (item === undefined || item.key === after) continue;
        if (!item.key.startsWith(prefix)) return;
        yield item;
      }
    }
  }

  /** The last chunk that begins at or before the key; the first when none does. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#chunks[middle]?.[0]?.key ?? '') <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Where the first key at or behind `key` stands. */
function lowerBound(chunk: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunk[middle]?.key ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
