import type { Row, ViewId } from '@binnacle/shared/views';
import { type EngineNotice, FOLLOWED_VIEWS } from './messages.js';

/** Gathers the names of workloads whose row changed, and tells them once per turn: those who follow outcomes look again. */
export class WorkloadNotices {
  private readonly moved = new Map<ViewId, Map<string, { namespace: string; name: string }>>();

  constructor(private readonly notify: (notice: EngineNotice) => void) {}

  note(view: ViewId, row: Row | undefined): void {
    if (row === undefined || !FOLLOWED_VIEWS.includes(view)) return;
    const moved = this.moved.get(view) ?? new Map<string, { namespace: string; name: string }>();
    this.moved.set(view, moved);
    if (moved.size === 0) queueMicrotask(() => this.tell(view));
    const namespace = String(row.namespace);
    const name = String(row.name);
    moved.set(`${namespace}/${name}`, { namespace, name });
  }

  private tell(view: ViewId): void {
    const moved = this.moved.get(view);
    if (moved === undefined || moved.size === 0) return;
    this.notify({ type: 'workloads', view, names: [...moved.values()] });
    moved.clear();
  }
}
