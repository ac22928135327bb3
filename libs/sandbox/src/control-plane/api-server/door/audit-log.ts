import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock } from '../../../clock.js';
import { isFields, textAt } from '../../../object.js';
import { asWritten, type RequestInfo, type UserInfo } from '../api.js';

const CHANGES = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const SESSIONS = ['exec', 'attach', 'portforward'];

/**
 * Every request that changes something, every session in a container and every touch of a Secret, once each. Lease
 * renewals are left out: they come every few seconds and say nothing.
 */
function isKept({ verb, group, resource, subresource }: RequestInfo): boolean {
  if (group === 'coordination.k8s.io' && resource === 'leases') return false;
  const isSession = resource === 'pods' && SESSIONS.includes(subresource);
  return CHANGES.includes(verb) || (group === '' && (isSession || (resource === 'secrets' && subresource === '')));
}

/** A file of `audit.k8s.io/v1` events, one a line, on the level `Metadata`. */
export class AuditLog {
  readonly #file: number;
  readonly #clock: Clock;

  constructor(file: string, clock: Clock) {
    this.#file = openSync(file, 'a', 0o600);
    this.#clock = clock;
  }

  get now(): string {
    return new Date(this.#clock.wall()).toISOString().replace('Z', '000Z');
  }

  /** Whoever sees an answer finds the event in the file, whatever happens to this process next. */
  write(event: object): void {
    writeSync(this.#file, `${JSON.stringify(event)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What there is to say of one request in the audit log. */
export class AuditedRequest {
  readonly #log: AuditLog;
  readonly #kept: boolean;
  /** In the order of the real log. */
  readonly #event: Record<string, unknown>;

  constructor(
    log: AuditLog,
    info: RequestInfo,
    request: { auditID: string; requestURI: string; from: string; userAgent: string },
  ) {
    const { auditID, requestURI, from, userAgent } = request;
    this.#log = log;
    this.#kept = isKept(info);
    this.#event = {
      ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID, stage: '', requestURI },
      ...{
        verb: info.verb,
        user: {},
        impersonatedUser: undefined,
        authenticationMetadata: undefined,
        sourceIPs: [from],
      },
      ...{ userAgent: userAgent || undefined, objectRef: info.isResource ? reference(info) : undefined },
      ...{ responseStatus: {}, requestReceivedTimestamp: log.now, stageTimestamp: '', annotations: undefined },
    };
  }

  by(user: UserInfo): void {
    this.#event.user = asWritten(user);
  }

  impersonating(user: UserInfo, constraint: string): void {
    this.#event.impersonatedUser = asWritten(user);
    if (constraint !== '') this.#event.authenticationMetadata = { impersonationConstraint: constraint };
  }

  decided(allowed: boolean, reason: string): void {
    const decision = allowed ? 'allow' : 'forbid';
    this.#event.annotations = { 'authorization.k8s.io/decision': decision, 'authorization.k8s.io/reason': reason };
  }

  /** The path says more than the object that was sent. */
  brought(object: unknown): void {
    const told = ['name', 'namespace', 'uid', 'resourceVersion'].map((field) => [
      field,
      textAt(object, 'metadata', field),
    ]);
    const known = Object.fromEntries(told.filter(([, text]) => text !== ''));
    this.#event.objectRef = { ...known, ...(this.#event.objectRef as object) };
  }

  /** @param object what was answered: a Status is told whole */
  answered(stage: 'ResponseStarted' | 'ResponseComplete', code: number, object?: unknown): void {
    if (!this.#kept) return;
    const { status, message, reason, details } = isFields(object) && object.kind === 'Status' ? object : {};
    const responseStatus = { metadata: {}, status, message, reason, details, code };
    this.#log.write({ ...this.#event, stage, responseStatus, stageTimestamp: this.#log.now });
  }
}

function reference({ resource, namespace, name, group, version, subresource }: RequestInfo): object {
  const all = { resource, namespace, name, apiGroup: group, apiVersion: version, subresource };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''));
}
