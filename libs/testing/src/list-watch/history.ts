/** An object as the fake server keeps it. */
export interface FakeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

export interface Change {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: FakeObject;
}

/** The source of truth: objects, one growing version for all of them, and what changed since the last compaction. */
export class History {
  version = 100;
  /** A watch may start here or later. */
  oldest = 100;
  private readonly objects = new Map<string, FakeObject>();
  private changes: Change[] = [];
  private uids = 0;

  /** What exists, by name. The objects are never changed in place. */
  snapshot(): FakeObject[] {
    return [...this.objects.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  get size(): number {
    return this.objects.size;
  }

  put(name: string, fields: Record<string, unknown>): Change {
    const known = this.objects.get(name);
    if (known === undefined) this.uids += 1;
    const object: FakeObject = {
      apiVersion: 'v1',
      kind: 'Thing',
      ...fields,
      metadata: {
        name,
        namespace: 'default',
        uid: known?.metadata.uid ?? `uid-${this.uids}`,
        resourceVersion: String(this.version + 1),
      },
    };
    this.objects.set(name, object);
    return this.record(known === undefined ? 'ADDED' : 'MODIFIED', object);
  }

  /** @throws Error when there is no such object. */
  remove(name: string): Change {
    const known = this.objects.get(name);
    if (known === undefined) throw new Error(`FakeApiServer: there is no object "${name}" to remove.`);
    this.objects.delete(name);
    const metadata = { ...known.metadata, resourceVersion: String(this.version + 1) };
    return this.record('DELETED', { ...known, metadata });
  }

  /** Forgets every change: a watch from an older version is told 410 from now on. */
  compact(): void {
    this.oldest = this.version;
    this.changes = [];
  }

  /** Changes after `version`; null when they are forgotten. */
  since(version: number): Change[] | null {
    return version < this.oldest ? null : this.changes.filter((change) => change.version > version);
  }

  private record(type: Change['type'], object: FakeObject): Change {
    this.version += 1;
    const change: Change = { version: this.version, type, object };
    this.changes.push(change);
    return change;
  }
}
