import type { KubeObject, ListPage, ListWatch } from '@binnacle/kube/reflector';
import { apiVersion, namespaceName, resourceName } from '@binnacle/shared/names';
import { isRecord } from './answer.js';
import { UnexpectedAnswerError } from './connection-error.js';
import { type KubeTransport, PAGE_MAX_BYTES } from './kube-transport.js';
import { type Query, ResourcePath } from './resource-path.js';

/** A page of 500 large objects from a busy server takes seconds; one that takes longer than this is lost. */
const PAGE_TIMEOUT_MS = 60_000;

/** Whether a value has the one field without which nothing can be done with an object. */
export function isKubeObject(value: unknown): value is KubeObject {
  return isRecord(value) && isRecord(value.metadata) && typeof value.metadata.name === 'string';
}

/**
 * Reads a list answer. Items carry no `apiVersion` and `kind` in typed lists; they get those of the list, so that listed
 * and watched objects have one shape. What is no object is left out.
 * @throws UnexpectedAnswerError
 */
export function listPageOf(body: unknown): ListPage {
  if (!isRecord(body) || !isRecord(body.metadata) || typeof body.metadata.resourceVersion !== 'string') {
    throw new UnexpectedAnswerError('The server answered a list request with something that is not a list.');
  }
  const items = Array.isArray(body.items) ? body.items.filter(isKubeObject) : [];
  const kind = typeof body.kind === 'string' ? body.kind.replace(/List$/, '') : undefined;
  const version = typeof body.apiVersion === 'string' ? body.apiVersion : undefined;
  for (const item of items) {
    if (kind !== undefined) item.kind ??= kind;
    if (version !== undefined) item.apiVersion ??= version;
  }
  const { continue: token, resourceVersion } = body.metadata;
  return { items, resourceVersion, ...(typeof token === 'string' && token !== '' ? { continueToken: token } : {}) };
}

/** The collection that a {@link ListWatch} follows; without `namespace` all namespaces. Checked by the names' grammar. */
export interface WatchedCollection {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace?: string;
}

/**
 * Lists and watches one collection over the transport: the port of the reflector in libs/kube.
 * @throws InvalidNameError
 */
export function createListWatch(
  transport: KubeTransport,
  collection: WatchedCollection,
  selection: { readonly fieldSelector?: string } = {},
): ListWatch {
  const path = ResourcePath.of({
    apiVersion: apiVersion(collection.apiVersion),
    resource: resourceName(collection.resource),
    ...(collection.namespace === undefined ? {} : { namespace: namespaceName(collection.namespace) }),
  });
  const selected: Query = { fieldSelector: selection.fieldSelector };
  return {
    async list({ limit, continueToken, resourceVersion, signal }) {
      const query = { ...selected, limit, continue: continueToken, resourceVersion };
      const answer = await transport.json('GET', path, {
        query,
        signal,
        timeoutMs: PAGE_TIMEOUT_MS,
        maxBytes: PAGE_MAX_BYTES,
      });
      return listPageOf(answer.body);
    },
    watch({ resourceVersion, sendInitialEvents, timeoutSeconds, signal }) {
      const initial: Query =
        sendInitialEvents === true ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : {};
      const query = {
        ...selected,
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion,
        timeoutSeconds,
        ...initial,
      };
      return transport.stream(path, query, signal);
    },
  };
}
