interface Part {
  name: string;
  server: string;
  user: Record<string, unknown>;
}

/** A kubeconfig with one context for each part, all of that part's name. JSON is YAML. */
export function kubeconfigOf(parts: readonly Part[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: parts.map(({ name, server }) => ({ name, cluster: { server } })),
    users: parts.map(({ name, user }) => ({ name, user })),
    contexts: parts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  });
}
