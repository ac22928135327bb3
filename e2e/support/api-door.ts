import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent, request as ask } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { RealCluster } from '../../tools/control-plane/real-cluster.ts';

/** One request on its way through the door. Times are those of `performance.now()`. */
export interface Passage {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly auditId: string | undefined;
  readonly arrivedAt: number;
  sentOnAt?: number;
  answeredAt?: number;
}

/** What a test does to the requests it picks. What it returns is waited for. */
export interface Doorkeeper {
  /** The request is here, whole, and the API server knows nothing of it. `drop`: it never will. */
  arrived?(passage: Passage): Promise<'drop' | 'pass'>;
  sentOn?(passage: Passage): void;
  /** The API server has answered, and the caller knows nothing of it. */
  answered?(passage: Passage): Promise<void> | void;
}

/**
 * A door in front of the API server that sees every request in the clear, which the audit log of reads does not: it
 * counts them, and holds, drops and delays those that a test picks. Plain HTTP on the loopback interface.
 */
export class ApiDoor {
  /** Everything that came, in order. */
  readonly passages: Passage[] = [];
  keeper: Doorkeeper = {};
  private readonly agent: Agent;

  private readonly server: Server;
  private readonly target: string;

  private constructor(server: Server, target: string, certificateAuthority: string) {
    this.server = server;
    this.target = target;
    this.agent = new Agent({ keepAlive: true, ca: certificateAuthority });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      // A caller that was killed in between is what the door is for.
      this.relay(request, response).catch(() => response.destroy());
    });
  }

  static async before(cluster: RealCluster): Promise<ApiDoor> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new ApiDoor(server, cluster.server, cluster.certificateAuthority);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.agent.destroy();
  }

  private async relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/', headers } = request;
    const auditId = headers['audit-id'];
    const passage: Passage = {
      method,
      url,
      auditId: typeof auditId === 'string' ? auditId : undefined,
      arrivedAt: performance.now(),
    };
    this.passages.push(passage);
    const keeper = this.keeper;
    if ((await keeper.arrived?.(passage)) === 'drop') {
      response.destroy();
      return;
    }
    const { host: _, connection: __, ...passed } = headers;
    const onward = ask(new URL(url, this.target), { method, agent: this.agent, headers: passed });
    // A caller that goes away takes its request along, as far as that is still possible.
    if (!response.destroyed) response.once('close', () => onward.destroy());
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      onward.once('response', resolve);
      onward.once('error', reject);
    });
    passage.sentOnAt = performance.now();
    onward.end(Buffer.concat(chunks));
    keeper.sentOn?.(passage);
    const answered = await answer;
    passage.answeredAt = performance.now();
    await keeper.answered?.(passage);
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    // A watch has begun when its headers are there, long before its first event.
    response.flushHeaders();
    answered.pipe(response);
  }
}
