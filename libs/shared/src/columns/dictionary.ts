/** Makes the copy of a text that is kept: see `flatten` on the server; the browser keeps what it parsed. */
export type KeepText = (text: string) => string;

/**
 * Texts that repeat, held once and counted: a text leaves when its last use does, and its code is then given to another.
 * Codes start at 1; 0 stands for null and is never given out.
 */
export class Dictionary {
  private readonly codes = new Map<string, number>();
  private readonly values: Array<string | undefined> = [undefined];
  private readonly uses: number[] = [0];
  private readonly free: number[] = [];

  constructor(private readonly keep: KeepText) {}

  /** Texts in use. */
  get size(): number {
    return this.codes.size;
  }

  /** No code is or was greater than or equal to this. */
  get limit(): number {
    return this.values.length;
  }

  /** The code of a text that is in use. */
  codeOf(text: string): number | undefined {
    return this.codes.get(text);
  }

  /** The text of a code in use; undefined for 0. */
  textOf(code: number): string | undefined {
    return this.values[code];
  }

  /** Counts one more use of a text and returns its code. */
  acquire(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) {
      this.uses[known] = (this.uses[known] ?? 0) + 1;
      return known;
    }
    const kept = this.keep(text);
    const code = this.free.pop() ?? this.values.length;
    this.codes.set(kept, code);
    this.values[code] = kept;
    this.uses[code] = 1;
    return code;
  }

  /** Takes one use back; 0 is ignored. */
  release(code: number): void {
    const text = this.values[code];
    if (text === undefined) return;
    const left = (this.uses[code] ?? 0) - 1;
    this.uses[code] = left;
    if (left > 0) return;
    this.codes.delete(text);
    this.values[code] = undefined;
    this.free.push(code);
  }
}
