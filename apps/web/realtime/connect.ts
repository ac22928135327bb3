import { io } from 'socket.io-client';
import { request } from '@/lib/api-client';
import type { LiveSocket, Surroundings } from './ports';

/** The real connection: this origin, WebSocket only, coming back after 0.5 to 5 seconds for as long as it takes. */
export function connectSocket(): { socket: LiveSocket; surroundings: Surroundings } {
  const socket = io({
    path: '/live',
    transports: ['websocket'],
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    timeout: 10_000,
  });
  return {
    socket: socket as unknown as LiveSocket,
    surroundings: {
      now: () => Date.now(),
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
      fetchJson: (url, signal) => request<unknown>(url, { signal }),
    },
  };
}
