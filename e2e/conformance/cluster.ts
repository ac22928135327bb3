import { execFile } from 'node:child_process';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { Person } from '@binnacle/testing/test-cluster';
import { eventually } from '../support/eventually.ts';
import type { Kube } from './kube.ts';
import { Watch } from './watch.ts';

/** What a suite needs to know of a running cluster; plain data, so that it can be handed to worker processes. */
export interface ClusterAccess {
  server: string;
  certificateAuthority: string;
  tokens: Record<Person, string>;
  kubeconfigs: Record<Person, string>;
  /** The unmodified kubectl. */
  kubectl: string;
  /** Where kubectl may keep what it remembers between two calls. */
  kubectlHome: string;
}

export interface RequestOptions {
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is. */
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body as it came. */
  text: string;
  /** The body parsed; an empty object where it is not JSON. */
  body: Kube;
}

export interface KubectlOptions {
  person?: Person;
  input?: string;
  cwd?: string;
}

export interface KubectlResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export const PATCH = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** How long anything that a controller brings about may take. The machine may be busy; a miss is a failure anyway. */
const PATIENCE_MS = 40_000;

/** A cluster as a client on the network sees it: nothing here knows which kind of cluster answers. */
export class Cluster {
  readonly #access: ClusterAccess;
  readonly #agent: Agent;

  constructor(access: ClusterAccess) {
    this.#access = access;
    this.#agent = new Agent({ keepAlive: true, ca: access.certificateAuthority });
  }

  /** One request as this person; `null` sends no credentials. Resolves with whatever status comes. */
  async request(person: Person | null, method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await this.#send(person, method, path, options);
    const text = await read(response);
    return { status: response.statusCode ?? 0, headers: response.headers, text, body: parse(text) };
  }

  /** Opens a watch and resolves once the server has answered; a refusal is in {@link Watch.refusal}. */
  async watch(
    person: Person,
    path: string,
    query: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Watch> {
    return new Watch(await this.#send(person, 'GET', path, { query: { watch: 'true', ...query }, headers }));
  }

  /** Runs kubectl as this person (default: admin), with this text as its standard input, in this folder. */
  kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<KubectlResult> {
    const { kubectl, kubeconfigs, kubectlHome } = this.#access;
    const env = { HOME: kubectlHome, PATH: process.env.PATH ?? '', KUBECONFIG: kubeconfigs[options.person ?? 'admin'] };
    return new Promise((resolve) => {
      const settings = { env, maxBuffer: 1 << 26, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) };
      const child = execFile(kubectl, [...args], settings, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      });
      child.stdin?.end(options.input ?? '');
    });
  }

  /** The body of a request as admin that has to succeed. */
  async #insist(method: string, path: string, options: RequestOptions = {}): Promise<Kube> {
    const answer = await this.request('admin', method, path, options);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  }

  get(path: string, query: Record<string, string> = {}): Promise<Kube> {
    return this.#insist('GET', path, { query });
  }

  create(path: string, body: unknown): Promise<Kube> {
    return this.#insist('POST', path, { body });
  }

  update(path: string, body: unknown): Promise<Kube> {
    return this.#insist('PUT', path, { body });
  }

  patch(path: string, body: unknown, type: keyof typeof PATCH = 'merge', query: Record<string, string> = {}) {
    return this.#insist('PATCH', path, { body, query, headers: { 'content-type': PATCH[type] } });
  }

  delete(path: string, body?: unknown): Promise<Kube> {
    return this.#insist('DELETE', path, body === undefined ? {} : { body });
  }

  /** Reads until the object is as wanted, and returns it as it was then; an object that is not there is waited for. */
  async settled(path: string, what: string, wanted: (object: Kube) => boolean, withinMs = PATIENCE_MS): Promise<Kube> {
    let last = 'nothing';
    const look = async (): Promise<Kube | null> => {
      const { status, body, text } = await this.request('admin', 'GET', path);
      last = text;
      return status === 200 && wanted(body) ? body : null;
    };
    return eventually(`${what} (${path})`, look, withinMs).catch((error: Error) => {
      throw new Error(`${error.message}; the server's last answer: ${last}`);
    });
  }

  /** Reads until the server says that there is no such object. */
  async gone(path: string, withinMs = PATIENCE_MS): Promise<void> {
    const look = async () => (await this.request('admin', 'GET', path)).status === 404;
    await eventually(`${path} to be gone`, look, withinMs);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(person: Person | null, method: string, path: string, options: RequestOptions): Promise<IncomingMessage> {
    const url = new URL(path, this.#access.server);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.append(name, value);
    const payload = options.body === undefined ? undefined : bytes(options.body);
    const headers = {
      accept: 'application/json',
      'user-agent': 'conformance',
      ...(person === null ? {} : { authorization: `Bearer ${this.#access.tokens[person]}` }),
      ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': payload.length }),
      ...options.headers,
    };
    return new Promise((resolve, reject) => {
      const asked = httpsRequest(url, { method, headers, agent: this.#agent }, resolve);
      asked.on('error', reject);
      asked.end(payload);
    });
  }
}

function bytes(body: unknown): Buffer {
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Kube {
  try {
    return JSON.parse(text) as Kube;
  } catch {
    // Health checks, logs and Prometheus text are not JSON.
    return {} as Kube;
  }
}
