import type { Row, View } from '@binnacle/shared/views';
import { useRef } from 'react';

/**
 * When a row should glow: `a` and `b` take turns, so that each change starts the animation anew; null before the first.
 * Times do not count, or every node would glow with each heartbeat.
 */
export function useGlow(view: View, row: Row | undefined): 'a' | 'b' | null {
  const last = useRef<{ text: string; glow: 'a' | 'b' | null } | null>(null);
  if (row === undefined) return null;
  const text = signature(view, row);
  if (last.current === null) last.current = { text, glow: null };
  else if (last.current.text !== text) last.current = { text, glow: last.current.glow === 'a' ? 'b' : 'a' };
  return last.current.glow;
}

function signature(view: View, row: Row): string {
  let text = '';
  for (const column of view.columns) {
    if (column.type !== 'time' && column.hidden !== true) text += `${row[column.id] ?? ''}\u0000`;
  }
  return text + (row.state ?? '');
}
