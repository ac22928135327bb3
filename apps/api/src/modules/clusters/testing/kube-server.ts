import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, byte for byte where it matters. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** Names as sent, values in order. */
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export type Handler = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

/** A recording server on loopback that answers as a test says. */
export class KubeServer {
  readonly seen: SeenRequest[] = [];
  handler: Handler = (_, response) => json(response, {});
  connections = 0;

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {
    server.on(scheme === 'https' ? 'secureConnection' : 'connection', () => {
      this.connections += 1;
    });
  }

  static async start(tls?: ServerOptions): Promise<KubeServer> {
    const listener = (request: IncomingMessage, response: ServerResponse) => void self.answer(request, response);
    const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
    const self = new KubeServer(server, tls === undefined ? 'http' : 'https');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = '', url = '', headers, rawHeaders } = request;
    const seen = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString('utf8') };
    this.seen.push(seen);
    await this.handler(seen, response);
  }
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A Status object, as API servers answer errors. */
export function status(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  json(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code }, code, headers);
}
