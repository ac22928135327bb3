/**
 * Everything needed to talk to one API server, as plain data: it is handed to worker threads by `postMessage`, so it
 * holds strings and booleans only. It carries credentials and is therefore never logged and never leaves the process.
 */
export interface ConnectionMaterial {
  /** `https://host:port`, with a path prefix where the server sits behind one; no trailing slash. */
  readonly server: string;
  /** PEM bundle that the server's certificate must chain to; absent means Node's own roots. */
  readonly ca?: string;
  /** Client certificate chain, PEM. */
  readonly cert?: string;
  /** Key of {@link cert}, PEM. */
  readonly key?: string;
  /** Name to expect in the server's certificate, when it differs from the host. */
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
  /** Credential headers, lower-case: `authorization`. Checked against an allowlist before they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** Wall milliseconds after which the material must be asked for again. */
  readonly expiresAt?: number;
}

/** Whether two materials present the same identity to the server, so that a retry with the second is pointless. */
export function sameIdentity(a: ConnectionMaterial, b: ConnectionMaterial): boolean {
  return (
    a.cert === b.cert &&
    a.key === b.key &&
    Object.keys(a.headers).length === Object.keys(b.headers).length &&
    Object.entries(a.headers).every(([name, value]) => b.headers[name] === value)
  );
}

/** `host:port` for sentences; falls back to the text as given when it is no URL. */
export function hostOf(server: string): string {
  if (!URL.canParse(server)) return server;
  const url = new URL(server);
  const port = url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port;
  return `${url.hostname}:${port}`;
}
