interface Stored {
  metadata: { name: string; namespace?: string; resourceVersion?: string };
}

/** A plain map behind the methods a reflector calls, that can be poisoned and looks at itself after every call. */
export class RecordingStore<T extends Stored> {
  readonly content = new Map<string, T>();
  readonly calls: string[] = [];
  /** Replacements begun and neither committed nor abandoned. */
  staging = 0;
  /** Objects for which every handler throws. */
  poison: (object: T) => boolean = () => false;
  /** Makes the next so many commits throw before they change anything. */
  failingCommits = 0;
  /** Called after each change readers can see. */
  onVisible: () => void = () => undefined;

  beginReplace(): { add(object: T): void; commit(): void; abandon(): void } {
    const staged = new Map<string, T>();
    this.staging += 1;
    this.calls.push('begin');
    return {
      add: (object) => {
        this.handle(object);
        staged.set(object.metadata.name, object);
      },
      commit: () => {
        this.calls.push('commit');
        if (this.failingCommits > 0) {
          this.failingCommits -= 1;
          throw new Error('commit failed');
        }
        this.staging -= 1;
        this.content.clear();
        for (const [name, object] of staged) this.content.set(name, object);
        this.onVisible();
      },
      abandon: () => {
        this.staging -= 1;
        this.calls.push('abandon');
      },
    };
  }

  upsert(object: T): void {
    this.calls.push(`upsert ${object.metadata.name}`);
    this.handle(object);
    this.content.set(object.metadata.name, object);
    this.onVisible();
  }

  remove(object: T): void {
    this.calls.push(`remove ${object.metadata.name}`);
    this.handle(object);
    this.content.delete(object.metadata.name);
    this.onVisible();
  }

  /** Name and version of everything held, sorted: comparable with {@link FakeApiServer.versions}. */
  versions(): string[] {
    return [...this.content.values()].map((o) => `${o.metadata.name}@${o.metadata.resourceVersion ?? ''}`).sort();
  }

  private handle(object: T): void {
    if (this.poison(object)) throw new Error(`poisoned by ${object.metadata.name}`);
  }
}
