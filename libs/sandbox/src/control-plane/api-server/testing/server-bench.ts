import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../clock.js';
import type { KubeObject } from '../../../object.js';
import type { ApiRequest } from '../api.js';
import { bootstrapRoles, RbacAuthorizer, type RbacReader } from '../authorization/index.js';
import { type ApiServer, startApiServer } from '../server.js';
import people from '../testdata/people.json' with { type: 'json' };
import rights from '../testdata/rights.json' with { type: 'json' };
import { StubInside } from './stub-inside.js';

export interface Asked {
  /** `null` shows no credentials, `!` a wrong token. */
  readonly person: string | null;
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders | undefined;
  readonly body?: string | undefined;
  /** More for the connection: a client certificate, an agent. */
  readonly options?: RequestOptions;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Roles and bindings in a list, as a reader finds them. */
export function readerOf(objects: readonly KubeObject[]): RbacReader {
  const sorted = objects.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const all = (kind: string, namespace?: string) =>
    sorted.filter((object) => object.kind === kind && object.metadata.namespace === namespace);
  return {
    role: (namespace, name) => all('Role', namespace).find(({ metadata }) => metadata.name === name),
    clusterRole: (name) => all('ClusterRole').find(({ metadata }) => metadata.name === name),
    roleBindings: (namespace) => {
      if (namespace === '') throw new Error('There are no role bindings outside of a namespace.');
      return all('RoleBinding', namespace);
    },
    clusterRoleBindings: () => all('ClusterRoleBinding'),
  };
}

/** Resolves once the request is given up. */
export function aborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort');
}

const token = (person: string) => `token-of-${person}`;
const TOKENS = people
  .map(({ name, groups }) =>
    [token(name), name, name, ...(groups.length > 0 ? [`"${groups.join(',')}"`] : [])].join(','),
  )
  .join('\n');

/** An API server with the people of the test clusters and a stub inside. */
export class ServerBench {
  readonly server: ApiServer;
  readonly inside: StubInside;
  readonly authorizer: RbacAuthorizer;
  readonly folder: string;
  readonly faults: unknown[];
  readonly agent: Agent;

  private constructor(
    server: ApiServer,
    inside: StubInside,
    authorizer: RbacAuthorizer,
    folder: string,
    faults: unknown[],
  ) {
    this.server = server;
    this.inside = inside;
    this.authorizer = authorizer;
    this.folder = folder;
    this.faults = faults;
    this.agent = new Agent({ keepAlive: true, ca: server.certificateAuthority });
  }

  static async start(clock: Clock = systemClock, kept?: string): Promise<ServerBench> {
    const folder = kept ?? mkdtempSync(join(tmpdir(), 'sandbox-door-'));
    const roles = [...bootstrapRoles(), ...(rights as unknown as KubeObject[])];
    const authorizer = new RbacAuthorizer(readerOf(roles));
    const inside = new StubInside(authorizer);
    const faults: unknown[] = [];
    const onFault = (fault: unknown) => faults.push(fault);
    const options = { folder, cluster: 'test', inside, authorizer, tokens: TOKENS, clock, onFault };
    return new ServerBench(await startApiServer(options), inside, authorizer, folder, faults);
  }

  async ask(asked: Asked): Promise<Answer> {
    const response = await this.open(asked);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }

  /** Resolves with an answer that may still be coming in. */
  open({ person, method = 'GET', path, headers, body, options }: Asked): Promise<IncomingMessage> {
    const credentials = person === null ? {} : { authorization: `Bearer ${person === '!' ? 'wrong' : token(person)}` };
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(this.server.url),
        { method, path, agent: this.agent, headers: { ...credentials, ...headers }, ...options },
        resolve,
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** The next request for this path that reaches the inside, and how to answer it. */
  hold(path: string): { arrived: Promise<ApiRequest>; answer: PromiseWithResolvers<object> } {
    const arrived = Promise.withResolvers<ApiRequest>();
    const answer = Promise.withResolvers<object>();
    this.inside.answers.set(path, async (request) => {
      arrived.resolve(request);
      return { status: 200, object: await answer.promise };
    });
    return { arrived: arrived.promise, answer };
  }

  events(): Array<Record<string, unknown>> {
    const lines = readFileSync(this.server.auditLog, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }

  async close({ keep = false } = {}): Promise<void> {
    this.agent.destroy();
    await this.server.close();
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }
}
