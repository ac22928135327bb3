import type { ConnectionMaterial } from '../transport/connection-material.js';
import { KubeTransport, type KubeTransportOptions } from '../transport/kube-transport.js';
import { KubeServer } from './kube-server.js';

/** A recording server, and transports to it that are closed with it. */
export class TransportBench {
  private readonly open: KubeTransport[] = [];

  private constructor(readonly server: KubeServer) {}

  static async start(): Promise<TransportBench> {
    return new TransportBench(await KubeServer.start());
  }

  /** What a transport needs to reach the server without credentials. */
  material(more: Partial<ConnectionMaterial> = {}): ConnectionMaterial {
    return { server: this.server.url, insecureSkipVerify: false, headers: {}, ...more };
  }

  transport(options: Partial<KubeTransportOptions> = {}): KubeTransport {
    const transport = new KubeTransport({
      material: () => Promise.resolve(this.material()),
      version: '1.2.3',
      ...options,
    });
    this.open.push(transport);
    return transport;
  }

  async close(): Promise<void> {
    await Promise.all(this.open.splice(0).map((transport) => transport.close()));
    await this.server.stop();
  }
}

/** What the work fails with; a text when it does not. */
export function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => error,
  );
}
