'use client';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { connectSocket } from './connect';
import { type Connection, LiveClient } from './socket-client';

const LiveContext = createContext<LiveClient | null>(null);

/** Opens the live connection for everything below it, and closes it when it goes. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client, setClient] = useState<LiveClient | null>(null);
  useEffect(() => {
    const { socket, surroundings } = connectSocket();
    const opened = new LiveClient(socket, surroundings);
    opened.start();
    setClient(opened);
    return () => opened.stop();
  }, []);
  return client === null ? null : <LiveContext value={client}>{children}</LiveContext>;
}

export function useLiveClient(): LiveClient {
  const client = useContext(LiveContext);
  if (client === null) throw new Error('useLiveClient needs a LiveProvider above it');
  return client;
}

export function useConnection(): Connection {
  const client = useLiveClient();
  return useSyncExternalStore(client.subscribeConnection, () => client.connection);
}
