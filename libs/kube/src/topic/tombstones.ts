/** The numbers of removed rows with the frame that removed them: the latest so many, in a ring that grows up to that. */
export class Tombstones {
  private ids = new Uint32Array(0);
  private seqs = new Float64Array(0);
  private start = 0;
  private length = 0;
  private forgottenUpTo = 0;

  constructor(private readonly limit: number) {}

  /** Removals after this number are all remembered. */
  get completeFrom(): number {
    return this.forgottenUpTo;
  }

  /** `seq` never falls from one call to the next. */
  add(id: number, seq: number): void {
    if (this.length === this.ids.length && this.length < this.limit) this.grow();
    if (this.length === this.ids.length) {
      // Full (or told to remember nothing): the oldest makes room.
      this.forgottenUpTo = this.seqs[this.start] ?? seq;
      if (this.length === 0) return;
      this.start = (this.start + 1) % this.length;
      this.length -= 1;
    }
    const at = (this.start + this.length) % this.ids.length;
    this.ids[at] = id;
    this.seqs[at] = seq;
    this.length += 1;
  }

  /** Rows removed by frames after `seq`, the latest first. */
  after(seq: number): number[] {
    const found: number[] = [];
    for (let back = this.length - 1; back >= 0; back--) {
      const at = (this.start + back) % this.ids.length;
      if ((this.seqs[at] ?? 0) <= seq) break;
      found.push(this.ids[at] ?? 0);
    }
    return found;
  }

  private grow(): void {
    // Never full and wrapped before the limit is reached, so the order is that of the array.
    const capacity = Math.min(this.limit, Math.max(256, this.ids.length * 2));
    const ids = new Uint32Array(capacity);
    const seqs = new Float64Array(capacity);
    ids.set(this.ids);
    seqs.set(this.seqs);
    this.ids = ids;
    this.seqs = seqs;
  }
}
