import { type Actor, can, type Permission } from '@binnacle/shared/access';
import { BinnacleError } from '@binnacle/shared/errors';
import {
  type ClientEvents,
  helloSchema,
  PROTOCOL_VERSION,
  type Refusal,
  type SubscribeReply,
  subscribeSchema,
  type Topic,
  unsubscribeSchema,
} from '@binnacle/shared/realtime';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server } from 'socket.io';
import { CLOCK, type Clock } from '../../platform/clock/index.js';
import { APP_CONFIG, type AppConfig } from '../../platform/config/index.js';
import { parseInput } from '../../platform/errors/index.js';
import { originAllowed } from '../../platform/http/index.js';
import { rootLogger } from '../../platform/logging/index.js';
import { AuthService } from '../auth/index.js';
import { LiveTopics } from './live-topics.js';
import { type LiveSocket, type LiveSocketServer, TOPICS_PER_SOCKET } from './reader.js';
import { TopicHub } from './topic-hub.js';

/** What each event of the socket demands. An event that is not here is not listened to. */
const SOCKET_EVENTS: Record<keyof ClientEvents, Permission> = {
  hello: 'views:read',
  subscribe: 'views:read',
  unsubscribe: 'views:read',
};
/** What reading each type of topic demands on top. */
const TOPIC_PERMISSIONS: Record<Topic['type'], Permission> = {
  table: 'views:read',
  overview: 'clusters:read',
  object: 'objects:read',
  fleet: 'clusters:read',
  ledger: 'ledger:read',
};
/** A session that was ended by hand loses its sockets at once; one that grew too old, or a revoked key, within this. */
const SESSION_CHECK_MS = 15_000;
/** Largest message a client may send; the protocol's own are under 2 KB. */
const MESSAGE_MAX_BYTES = 64 * 1024;

const sessionRoom = (sessionId: string) => `session:${sessionId}`;

/** The live feed at `/live`: who may connect, and what they may follow. See the protocol in libs/shared. */
@Injectable()
export class LiveServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly hub: TopicHub;
  private readonly logger = rootLogger.child({ module: 'realtime' });
  private server: LiveSocketServer | undefined;
  private ending = false;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly auth: AuthService,
    private readonly topics: LiveTopics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    this.hub = new TopicHub(topics, (room, frame) => this.server?.to(room).emit('f', frame), clock);
  }

  onApplicationBootstrap(): void {
    const server: LiveSocketServer = new Server(this.adapterHost.httpAdapter.getHttpServer(), {
      path: '/live',
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: MESSAGE_MAX_BYTES,
      // `cors` does not protect the WebSocket transport: the origin is checked here or nowhere (T10).
      allowRequest: (request, decide) => {
        const allowed = !this.ending && originAllowed(request.headers, this.config);
        decide(allowed ? null : 'refused', allowed);
      },
    });
    this.server = server;
    server.use((socket, next) => {
      this.auth.authenticateHandshake(socket.request.headers, socket.handshake.auth, socket.handshake.address).then(
        (actor) => {
          if (actor === null) return next(new Error('unauthenticated'));
          socket.data.actor = actor;
          socket.data.greeted = false;
          return next();
        },
        () => next(new Error('unauthenticated')),
      );
    });
    server.on('connection', (socket) => this.accept(socket));
    this.auth.onEnded((sessionId) => server.in(sessionRoom(sessionId)).disconnectSockets(true));
    this.topics.start(this.hub);
  }

  /** Before the HTTP server is closed, which waits for every connection that is still open. */
  beforeApplicationShutdown(): void {
    this.ending = true;
    this.topics.stop();
    this.server?.disconnectSockets(true);
    this.server?.engine.close();
  }

  private accept(socket: LiveSocket): void {
    // The handshake's request is not needed again, and would be kept for as long as the socket lives.
    (socket.conn as unknown as { request: unknown }).request = null;
    socket.on('hello', (message, reply) =>
      this.guarded(socket, 'hello', reply, () => this.hello(socket, message, reply)),
    );
    socket.on('subscribe', (message, reply) =>
      this.guarded(socket, 'subscribe', reply, () => this.subscribe(socket, message, reply)),
    );
    socket.on('unsubscribe', (message, reply) =>
      this.guarded(socket, 'unsubscribe', reply, () => {
        const { key } = parseInput(unsubscribeSchema, message);
        reply({ ok: this.hub.leave(key, socket) });
      }),
    );
    const stopChecking = this.checkSession(socket, socket.data.actor);
    socket.on('disconnect', () => {
      stopChecking();
      this.hub.leaveAll(socket);
    });
  }

  /** Closes the socket when its session or key is not good any more: ended between handshake and now, or later. */
  private checkSession(socket: LiveSocket, actor: Actor): () => void {
    void socket.join(sessionRoom(actor.sessionId));
    let cancel: () => void = () => undefined;
    const check = (): void => {
      this.auth.stillValid(actor).then(
        (valid) => {
          if (!valid) socket.disconnect(true);
          else if (socket.connected) cancel = this.clock.after(SESSION_CHECK_MS, check);
        },
        () => socket.disconnect(true),
      );
    };
    check();
    return () => cancel();
  }

  private hello(socket: LiveSocket, message: unknown, reply: Parameters<ClientEvents['hello']>[1]): void {
    const { protocol } = parseInput(helloSchema, message);
    if (protocol !== PROTOCOL_VERSION) {
      const code = protocol < PROTOCOL_VERSION ? 'client-too-old' : 'client-too-new';
      reply({
        ok: false,
        code,
        detail: `This server speaks version ${PROTOCOL_VERSION} of the live protocol; reload the page.`,
      });
      return;
    }
    socket.data.greeted = true;
    reply({ ok: true, protocol: PROTOCOL_VERSION, serverTime: new Date(this.clock.wall()).toISOString() });
  }

  private subscribe(socket: LiveSocket, message: unknown, reply: (answer: SubscribeReply) => void): void {
    if (!socket.data.greeted) throw new BinnacleError('invalid_request', 'Say hello first.');
    const wish = parseInput(subscribeSchema, message);
    const { topic } = wish;
    this.demand(socket, TOPIC_PERMISSIONS[topic.type], 'cluster' in topic ? topic.cluster : undefined);
    if (this.hub.topicsOf(socket).length >= TOPICS_PER_SOCKET) {
      throw new BinnacleError('rate_limited', `One connection may follow ${TOPICS_PER_SOCKET} topics.`);
    }
    this.topics.attach(wish, (attached) => {
      if (!attached.ok) {
        reply(this.refusal(attached.error));
      } else if (socket.connected) {
        reply({ ok: true, key: attached.key });
        this.hub.join(attached.key, socket, attached.frames);
      }
    });
  }

  private guarded(
    socket: LiveSocket,
    event: keyof ClientEvents,
    reply: (answer: Refusal) => void,
    run: () => void,
  ): void {
    if (typeof reply !== 'function') return;
    try {
      this.demand(socket, SOCKET_EVENTS[event]);
      run();
    } catch (error) {
      reply(this.refusal(error));
    }
  }

  private demand(socket: LiveSocket, permission: Permission, cluster?: string): void {
    if (!can(socket.data.actor, permission, cluster === undefined ? {} : { cluster })) {
      throw new BinnacleError('forbidden', `Your role does not include ${permission}.`);
    }
  }

  private refusal(error: unknown): Refusal {
    if (error instanceof BinnacleError) {
      const items = error.errors.map((item) => item.message).join(' ');
      return { ok: false, code: error.code, detail: items === '' ? error.detail : `${error.detail} ${items}` };
    }
    this.logger.error({ err: error }, 'an event of a socket failed');
    return { ok: false, code: 'internal', detail: 'Something went wrong on the server; the log says what.' };
  }
}
