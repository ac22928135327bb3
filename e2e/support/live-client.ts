import {
  PROTOCOL_VERSION,
  Replica,
  type ServerFrame,
  type SubscribeReply,
  type TopicInput,
} from '@binnacle/shared/realtime';
import { VIEWS, type ViewId } from '@binnacle/shared/views';
import { io, type Socket } from 'socket.io-client';

/** A client of the live feed, as a browser is one: hello, subscribe, replica, resume on gap. */
export class LiveClient {
  readonly frames: ServerFrame[] = [];
  private readonly handlers = new Map<string, (frame: ServerFrame, text: string) => void>();
  readonly socket: Socket;
  private readonly base: string;
  private readonly key: string;

  private constructor(socket: Socket, base: string, key: string) {
    this.socket = socket;
    this.base = base;
    this.key = key;
    socket.on('f', (text: string) => {
      const frame = JSON.parse(text) as ServerFrame;
      this.handlers.get(frame.key)?.(frame, text);
    });
  }

  static async connect(base: string, key: string): Promise<LiveClient> {
    const socket = io(base, {
      path: '/live',
      transports: ['websocket'],
      auth: { key },
      reconnection: false,
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const client = new LiveClient(socket, base, key);
    const hello = (await socket.emitWithAck('hello', { protocol: PROTOCOL_VERSION })) as { ok: boolean };
    if (!hello.ok) throw new Error('hello was refused');
    return client;
  }

  async subscribe(
    topic: TopicInput,
    onFrame: (frame: ServerFrame, text: string) => void,
    resume?: { epoch: string; seq: number },
  ): Promise<string> {
    // Frames may arrive before the acknowledgement: the topic's key is known from its parts.
    const key =
      topic.type === 'table'
        ? `${String(topic.cluster)}/${topic.view}`
        : topic.type === 'overview'
          ? `${String(topic.cluster)}/overview`
          : topic.type;
    this.handlers.set(key, onFrame);
    const reply = (await this.socket.emitWithAck('subscribe', { topic, ...(resume && { resume }) })) as SubscribeReply;
    if (!reply.ok) throw new Error(`subscribe was refused: ${reply.code} ${reply.detail}`);
    this.handlers.set(reply.key, onFrame);
    return reply.key;
  }

  /** Follows a view with a replica; `onApplied` runs after each frame that changed it. */
  async follow(
    cluster: string,
    view: ViewId,
    onApplied: (replica: Replica, frame: ServerFrame) => void = () => undefined,
  ): Promise<Replica> {
    const replica = new Replica(VIEWS[view]);
    const topic = { type: 'table', cluster, view } as const;
    const resume = (): void => {
      void this.subscribe(topic, apply, { epoch: replica.epoch ?? '', seq: replica.seq });
    };
    const apply = (frame: ServerFrame): void => {
      if (replica.apply(frame) === 'gap') {
        resume();
        return;
      }
      if (frame.t === 'snapshot' && frame.url !== undefined) void this.load(replica, frame.url, resume);
      onApplied(replica, frame);
    };
    await this.subscribe(topic, apply);
    return replica;
  }

  close(): void {
    this.socket.disconnect();
  }

  private async load(replica: Replica, url: string, resume: () => void): Promise<void> {
    const response = await fetch(new URL(url, this.base), { headers: { authorization: `Bearer ${this.key}` } });
    if (replica.load(JSON.parse(await response.text())) === 'gap') resume();
  }
}
