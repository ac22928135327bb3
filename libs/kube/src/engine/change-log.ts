import type { Change as LoggedChange } from '@binnacle/shared/realtime';
import type { Row, View } from '@binnacle/shared/views';
import { changeOf } from '../documents/index.js';

/** How many changes are kept to read: enough for a page that was just opened. */
const KEPT = 200;

/** The newest changes that a person would want to know of, in words; filled by the watch, never by a relist. */
export class ChangeLog {
  private readonly entries: LoggedChange[] = [];
  private next = 1;

  note(
    view: View,
    change: { kind: 'added' | 'changed' | 'removed'; before: Row | undefined; after: Row | undefined },
    at: number,
  ): boolean {
    const words = changeOf(view, change);
    const row = change.after ?? change.before;
    if (words === null || row === undefined) return false;
    this.entries.push({
      seq: this.next++,
      at,
      ...words,
      object: {
        apiVersion: view.apiVersion,
        kind: view.kind,
        namespace: (row.namespace as string | null | undefined) ?? null,
        name: String(row.name),
      },
    });
    if (this.entries.length > KEPT * 2) this.entries.splice(0, this.entries.length - KEPT);
    return true;
  }

  /** Newest first. */
  newest(count: number): LoggedChange[] {
    return this.entries.slice(-count).reverse();
  }
}
