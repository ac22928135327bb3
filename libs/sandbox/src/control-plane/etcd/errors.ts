/** The revision asked for is no longer kept; `compacted` is the oldest one that is. */
export class CompactedError extends Error {
  override readonly name = 'CompactedError';
  readonly compacted: number;

  constructor(asked: number, compacted: number) {
    super(`Revision ${asked} has been compacted; the oldest that can be read is ${compacted}.`);
    this.compacted = compacted;
  }
}

/** The revision asked for has not been reached yet. */
export class FutureRevisionError extends Error {
  override readonly name = 'FutureRevisionError';
  readonly current: number;

  constructor(asked: number, current: number) {
    super(`Revision ${asked} lies in the future; the store is at ${current}.`);
    this.current = current;
  }
}

/** The key is not at the revision the change was made for. 0 stands for a key that does not exist. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  readonly expected: number;
  readonly actual: number;

  constructor(key: string, expected: number, actual: number) {
    const is = actual === 0 ? 'does not exist' : `is at revision ${actual}`;
    super(`${key} ${is}; the change was made for ${expected === 0 ? 'a new key' : `revision ${expected}`}.`);
    this.expected = expected;
    this.actual = actual;
  }
}

/** The store takes no more changes: it was closed, or its disk failed (then `cause` says how). */
export class StoreClosedError extends Error {
  override readonly name = 'StoreClosedError';
}

/** The log was damaged other than by a write that a crash cut off. Nothing was changed. */
export class CorruptLogError extends Error {
  override readonly name = 'CorruptLogError';
  readonly file: string;
  readonly offset: number;

  constructor(file: string, offset: number, what: string) {
    super(
      `${file} is damaged at byte ${offset}: ${what}. Nothing was changed. ` +
        'Put a good copy in its place, or move the file away to begin with an empty cluster.',
    );
    this.file = file;
    this.offset = offset;
  }
}

/** Another process keeps its state in this folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  constructor(folder: string) {
    super(`${folder} is in use by another process. End that one first, or choose another folder.`);
  }
}
