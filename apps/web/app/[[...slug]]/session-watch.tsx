'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useConnection } from '@/realtime';

/** While the live connection is broken, whether the session still holds is asked this often. */
const ASK_MS = 10_000;

/** A session that ended elsewhere ends here: the socket closes, and then the session is looked at again. */
export function SessionWatch() {
  const queries = useQueryClient();
  const { state } = useConnection();
  useEffect(() => {
    if (state !== 'lost' && state !== 'refused') return;
    const look = () => void queries.invalidateQueries({ queryKey: ['session'] });
    look();
    const timer = setInterval(look, ASK_MS);
    return () => clearInterval(timer);
  }, [state, queries]);
  return null;
}
