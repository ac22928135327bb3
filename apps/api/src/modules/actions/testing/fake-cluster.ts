import { randomUUID } from 'node:crypto';
import type { KubeObject } from '@binnacle/kube/reflector';
import { BinnacleError } from '@binnacle/shared/errors';
import { type Target, targetSchema } from '@binnacle/shared/names';
import { fieldManagerOf, type RawOutcome } from '../../ledger/index.js';
import { type AccessQuestion, type ClusterDoors, type ClusterRegistry } from '../ports.js';

interface Held {
  kind: string;
  namespace: string;
  name: string;
  uid: string;
  resourceVersion: number;
  generation: number;
  replicas: number;
  labels: Record<string, string>;
  owners: Array<{ manager: string; subresource: string }>;
}

/**
 * An API server as far as scaling goes: resource versions, generations, field ownership and preconditions behave as
 * there. Counts and remembers every call.
 */
export class FakeCluster implements ClusterRegistry {
  readonly name = 'kind-a';
  uid = '11111111-1111-4111-8111-111111111111';
  readonly calls: string[] = [];
  readonly writes: Array<{ id: string; replicas: number }> = [];
  allowed = true;
  /** Warnings of the API server to a dry run. */
  warnings: string[] = [];
  autoscalers: KubeObject[] | BinnacleError = [];
  unreachable = false;
  /** What a dry run is answered with, instead of being judged. */
  dryRunAnswer: RawOutcome | undefined;
  /** Runs before the write takes effect; what it returns is the answer, and nothing is written. */
  beforeWrite: () => Promise<RawOutcome | undefined> = async () => undefined;
  /** Runs once the write has taken effect; what it returns is the answer instead of success. */
  afterWrite: () => Promise<RawOutcome | undefined> = async () => undefined;
  /** Runs before each read of an object. */
  beforeGet: () => void = () => undefined;
  private readonly objects = new Map<string, Held>();
  private version = 100;

  put(name: string, replicas: number, labels: Record<string, string> = {}): Target {
    const uid = randomUUID();
    const kind = 'Deployment';
    this.version += 1;
    const held = {
      kind,
      namespace: 'shop',
      name,
      uid,
      resourceVersion: this.version,
      generation: 1,
      replicas,
      labels,
      owners: [],
    };
    this.objects.set(name, held);
    return targetSchema.parse({ apiVersion: 'apps/v1', kind, namespace: 'shop', name });
  }

  held(name: string): Held {
    const held = this.objects.get(name);
    if (held === undefined) throw new BinnacleError('not_found', `There is no Deployment ${name}.`);
    return held;
  }

  remove(name: string): void {
    this.objects.delete(name);
  }

  /** A change of the number by anybody. */
  setReplicas(name: string, replicas: number, manager: string, subresource = ''): void {
    const held = this.held(name);
    if (held.replicas === replicas) return;
    this.touchSpec(name);
    held.replicas = replicas;
    held.owners = [{ manager, subresource }];
  }

  /** A controller reports progress: nothing but the status moves. */
  touchStatus(name: string): void {
    this.version += 1;
    this.held(name).resourceVersion = this.version;
  }

  /** A change of the spec that is not about the number. */
  touchSpec(name: string): void {
    this.touchStatus(name);
    this.held(name).generation += 1;
  }

  object(name: string): KubeObject {
    const { kind, namespace, uid, resourceVersion, generation, replicas, labels, owners } = this.held(name);
    const managedFields = owners.map((owner) => ({
      ...owner,
      operation: 'Update',
      apiVersion: 'apps/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    }));
    const metadata = {
      name,
      namespace,
      uid,
      resourceVersion: String(resourceVersion),
      generation,
      labels: { ...labels },
      managedFields,
    };
    return { apiVersion: 'apps/v1', kind, metadata, spec: { replicas } };
  }

  require(name: string): ClusterDoors {
    if (name !== this.name) throw new BinnacleError('unknown_cluster', `There is no cluster ${name}.`);
    const call = (what: string) => {
      this.calls.push(what);
      if (this.unreachable) throw new BinnacleError('cluster_unreachable', 'connection refused');
    };
    return {
      summary: { name, uid: this.uid },
      reader: {
        get: async (target) => {
          call('get');
          this.beforeGet();
          return this.object(target.name);
        },
        dryRunScale: async (target, _replicas, resourceVersion) => {
          call('dryRun');
          if (this.dryRunAnswer !== undefined) return this.dryRunAnswer;
          return this.check(target, resourceVersion) ?? { kind: 'succeeded', resourceVersion, warnings: this.warnings };
        },
        accessReview: async (_question: AccessQuestion) => {
          call('accessReview');
          return { allowed: this.allowed };
        },
        autoscalers: async () => {
          call('autoscalers');
          if (this.autoscalers instanceof BinnacleError) throw this.autoscalers;
          return this.autoscalers;
        },
      },
      writer: {
        scale: async (intent, { target, replicas, resourceVersion }) => {
          this.calls.push('scale');
          const instead = await this.beforeWrite();
          if (instead !== undefined) return instead;
          const conflict = this.check(target, resourceVersion);
          if (conflict !== undefined) return conflict;
          const held = this.held(target.name);
          this.setReplicas(target.name, replicas, fieldManagerOf(intent.id), 'scale');
          this.writes.push({ id: intent.id, replicas });
          return (await this.afterWrite()) ?? { kind: 'succeeded', resourceVersion: String(held.resourceVersion) };
        },
      },
    };
  }

  private check(target: Target, resourceVersion: string): RawOutcome | undefined {
    const held = this.objects.get(target.name);
    if (held === undefined)
      return { kind: 'failed', code: 404, reason: 'NotFound', message: `deployments "${target.name}" not found` };
    if (String(held.resourceVersion) === resourceVersion) return undefined;
    return { kind: 'failed', code: 409, reason: 'Conflict', message: 'the object has been modified' };
  }
}
