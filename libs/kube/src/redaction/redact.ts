/** What stands where a value was that a reader must not see. */
export const REDACTED = '[redacted]';

/** Names of environment variables whose literal values are taken for secrets. */
const SECRET_NAME =
  /pass(?:word|wd|phrase)?|secret|token|api_?key|private_?key|credential|auth|dsn|database_url|connection_?string/i;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** An object this deep is hostile; what lies deeper is not shown. */
const DEPTH_MAX = 64;

/**
 * A copy of a Kubernetes object that may leave the process: values of Secrets, and literal environment values whose
 * name says that they are secret, are replaced, also inside the last-applied annotation. Everything else is unchanged.
 */
export function redact(object: unknown): unknown {
  return redacted(object, isSecret(object), 0);
}

function isSecret(value: unknown): boolean {
  return isRecord(value) && value.kind === 'Secret' && value.apiVersion === 'v1';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function redacted(value: unknown, secret: boolean, depth: number): unknown {
  if (depth > DEPTH_MAX) return REDACTED;
  if (Array.isArray(value)) return value.map((item) => redacted(item, secret, depth + 1));
  if (!isRecord(value)) return value;
  const literal = typeof value.name === 'string' && typeof value.value === 'string' && SECRET_NAME.test(value.name);
  // Entries, not assignment: a key named __proto__ stays a key (T18).
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (literal && key === 'value') return [key, REDACTED];
      if (secret && depth === 0 && (key === 'data' || key === 'stringData')) return [key, masked(item)];
      if (key === LAST_APPLIED && typeof item === 'string') return [key, redactedText(item)];
      return [key, redacted(item, secret, depth + 1)];
    }),
  );
}

function masked(data: unknown): unknown {
  return isRecord(data) ? Object.fromEntries(Object.keys(data).map((key) => [key, REDACTED])) : REDACTED;
}

function redactedText(text: string): string {
  try {
    return JSON.stringify(redact(JSON.parse(text)));
  } catch (error) {
    if (error instanceof SyntaxError) return REDACTED;
    throw error;
  }
}
