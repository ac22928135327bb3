import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP relay on the loopback interface that breaks on command: between a client and a server it resets, stalls, cuts
 * and refuses, below TLS, so that both ends see what a broken network looks like.
 */
export class FaultProxy {
  private readonly pairs = new Set<{ near: Socket; far: Socket }>();
  private refusing = false;
  private stalled = false;
  private cutAfterBytes: number | undefined;
  /** Connections accepted so far. */
  accepted = 0;
  /** Bytes relayed from the server to clients. */
  received = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (near) => this.relay(near));
  }

  /** Listens on a free port and relays to `target`, an address of this machine. */
  static async start(target: { host: string; port: number }): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: false });
    const proxy = new FaultProxy(server, target);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.pairs.size;
  }

  /** Every open connection ends with a reset; new ones work. */
  resetAll(): void {
    for (const { near, far } of this.pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Connections stay open and carry nothing, as with a cable pulled out; new ones are accepted and carry nothing either. */
  stall(): void {
    this.stalled = true;
    for (const { near, far } of this.pairs) {
      near.pause();
      far.pause();
    }
  }

  /** New connections are reset at once; open ones too. */
  refuse(): void {
    this.refusing = true;
    this.resetAll();
  }

  /** Each connection, open or new, is reset after so many further bytes from the server: in the middle of a line. */
  cutAfter(bytes: number): void {
    this.cutAfterBytes = bytes;
  }

  /** Everything works again. What was stalled goes on. */
  heal(): void {
    this.refusing = false;
    this.stalled = false;
    this.cutAfterBytes = undefined;
    for (const { near, far } of this.pairs) {
      near.resume();
      far.resume();
    }
  }

  async stop(): Promise<void> {
    this.resetAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private relay(near: Socket): void {
    if (this.refusing) {
      near.resetAndDestroy();
      return;
    }
    this.accepted += 1;
    const far = connect(this.target);
    const pair = { near, far };
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      socket.on('error', end);
      socket.on('close', end);
    }
    near.on('data', (chunk) => {
      if (!far.write(chunk)) near.pause();
    });
    far.on('drain', () => {
      if (!this.stalled) near.resume();
    });
    let left: number | undefined;
    far.on('data', (chunk) => {
      this.received += chunk.length;
      left = this.cutAfterBytes === undefined ? undefined : (left ?? this.cutAfterBytes) - chunk.length;
      if (left !== undefined && left < 0) {
        near.write(chunk.subarray(0, Math.max(0, chunk.length + left)), () => near.resetAndDestroy());
        return;
      }
      if (!near.write(chunk)) far.pause();
    });
    near.on('drain', () => {
      if (!this.stalled) far.resume();
    });
    if (this.stalled) {
      near.pause();
      far.pause();
    }
  }
}
