import type { Actor } from '@binnacle/shared/access';
import type { ClientEvents, ServerEvents } from '@binnacle/shared/realtime';
import type { Server, Socket } from 'socket.io';

interface SocketData {
  actor: Actor;
  greeted: boolean;
}
export type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
export type LiveSocketServer = Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** More than this not yet taken by the network makes a reader slow; its next frames are conflated into one. */
export const SLOW_ABOVE_BYTES = 256 * 1024;
/** A reader that stays behind for longer is closed with a reason, so that it stops costing. */
export const BEHIND_LIMIT_MS = 30_000;
/** One actor's sockets may follow this many topics each: a page needs a dozen. */
export const TOPICS_PER_SOCKET = 64;

/** Bytes that socket.io and the WebSocket hold for this socket. */
export function bufferedBytes(socket: LiveSocket): number {
  const { conn } = socket;
  const transport = conn.transport as unknown as { socket?: { bufferedAmount?: number } };
  let queued = 0;
  for (const packet of (conn as unknown as { writeBuffer: Array<{ data?: unknown }> }).writeBuffer) {
    queued += typeof packet.data === 'string' ? packet.data.length : 64;
  }
  return queued + (transport.socket?.bufferedAmount ?? 0);
}

/** How far one socket stands on one topic. */
export interface Standing {
  seq: number;
  epoch: string;
  /** Monotonic milliseconds since when it is out of the broadcast, or null. */
  behindSince: number | null;
}
