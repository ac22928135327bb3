import { StatusError } from '@binnacle/kube/reflector';
import { apiVersion, objectName, resourceName } from '@binnacle/shared/names';
import { isRecord } from '../transport/answer.js';
import { UnexpectedAnswerError } from '../transport/connection-error.js';
import type { KubeTransport } from '../transport/kube-transport.js';
import { ResourcePath } from '../transport/resource-path.js';

/** An API server that does not answer these two small questions within this time is not usable. */
const CONTACT_TIMEOUT_MS = 5_000;

/** Every cluster has this namespace from its birth to its end, so its UID is the identity of the cluster. */
const KUBE_SYSTEM = ResourcePath.of({
  apiVersion: apiVersion('v1'),
  resource: resourceName('namespaces'),
  name: objectName('kube-system'),
});

/** What a contact found out. `uid` is null when this identity may not read the kube-system namespace. */
export interface Contact {
  readonly version: string;
  readonly uid: string | null;
}

/** Asks a cluster for its version and identity. Rejects as {@link KubeTransport.json} does. */
export async function contactCluster(transport: Pick<KubeTransport, 'json'>, signal: AbortSignal): Promise<Contact> {
  const request = { signal, timeoutMs: CONTACT_TIMEOUT_MS };
  const [version, uid] = await Promise.all([
    transport.json('GET', ResourcePath.VERSION, request),
    readUid(transport, request),
  ]);
  if (!isRecord(version.body) || typeof version.body.gitVersion !== 'string') {
    throw new UnexpectedAnswerError('Something answers there, but not like a Kubernetes API server.');
  }
  return { version: version.body.gitVersion.slice(0, 60), uid };
}

async function readUid(
  transport: Pick<KubeTransport, 'json'>,
  request: { signal: AbortSignal; timeoutMs: number },
): Promise<string | null> {
  try {
    const { body } = await transport.json('GET', KUBE_SYSTEM, request);
    const metadata = isRecord(body) && isRecord(body.metadata) ? body.metadata : {};
    return typeof metadata.uid === 'string' ? metadata.uid : null;
  } catch (error) {
    if (error instanceof StatusError && (error.code === 403 || error.code === 404)) return null;
    throw error;
  }
}
