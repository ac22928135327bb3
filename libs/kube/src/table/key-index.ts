/** Row numbers by namespace and name, two steps deep so that no joined key has to be stored for each row. */
export class KeyIndex {
  private readonly namespaces = new Map<string | null, Map<string, number>>();

  find(namespace: string | null, name: string): number | undefined {
    return this.namespaces.get(namespace)?.get(name);
  }

  set(namespace: string | null, name: string, id: number): void {
    const names = this.namespaces.get(namespace);
    if (names === undefined) this.namespaces.set(namespace, new Map([[name, id]]));
    else names.set(name, id);
  }

  delete(namespace: string | null, name: string): void {
    const names = this.namespaces.get(namespace);
    names?.delete(name);
    if (names?.size === 0) this.namespaces.delete(namespace);
  }
}
