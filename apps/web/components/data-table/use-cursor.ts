'use client';
import { type KeyboardEvent, useCallback, useRef, useState } from 'react';

interface CursorOptions {
  onMove: (id: number) => void;
  /** The position to start from where none is current yet; -1 for the top. */
  startAt: () => number;
}

/**
 * The current row. It is remembered by its row number, so that it stays with its object when the order changes; its
 * last position holds where the object went.
 */
export function useCursor(ids: readonly number[], { onMove, startAt }: CursorOptions) {
  const [current, setCurrent] = useState<number | null>(null);
  const lastIndex = useRef(0);
  const indexOf = useCallback(() => {
    if (current === null) return -1;
    if (ids[lastIndex.current] === current) return lastIndex.current;
    const at = ids.indexOf(current);
    if (at !== -1) lastIndex.current = at;
    return at;
  }, [ids, current]);

  const moveTo = useCallback(
    (index: number) => {
      const at = Math.max(0, Math.min(ids.length - 1, index));
      const id = ids[at];
      if (id === undefined) return null;
      lastIndex.current = at;
      setCurrent(id);
      onMove(id);
      return at;
    },
    [ids, onMove],
  );

  const step = useCallback(
    (by: number) => {
      const at = current === null ? startAt() : indexOf();
      // From nowhere, or from a row that went, the first step leads to where it was.
      return moveTo(at === -1 ? (current === null ? 0 : lastIndex.current) : at + by);
    },
    [indexOf, moveTo, current, startAt],
  );

  /** Where a key on the focused table leads; null when the key is not ours. */
  const moveByKey = useCallback(
    (event: KeyboardEvent, page: number): number | null => {
      switch (event.key) {
        case 'ArrowDown':
          return step(1);
        case 'ArrowUp':
          return step(-1);
        case 'PageDown':
          return step(page);
        case 'PageUp':
          return step(-page);
        case 'Home':
          return moveTo(0);
        case 'End':
          return moveTo(ids.length - 1);
        default:
          return null;
      }
    },
    [step, moveTo, ids],
  );
  return { current, setCurrent, moveTo, step, moveByKey };
}
