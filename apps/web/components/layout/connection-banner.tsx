'use client';
import { Note } from '@/components/status/status';
import { useConnection } from '@/realtime';

/** A connection that will not come back by itself, and what to do. Everything else is said by each view. */
export function ConnectionBanner() {
  const connection = useConnection();
  if (connection.state !== 'refused' || connection.code === 'unauthenticated') return null;
  return (
    <div className="px-4 pt-3">
      <Note state="failing" role="alert">
        <b className="b">This page no longer fits the server.</b>{' '}
        <span className="text-ink-2">{connection.because}</span>{' '}
        <button type="button" className="underline" onClick={() => window.location.reload()}>
          Reload
        </button>
      </Note>
    </div>
  );
}
