'use client';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { BrandMark } from '@/components/layout/brand';
import { Note, Status } from '@/components/status/status';
import { CommandLine } from '@/components/ui/copy';
import { signIn } from '@/lib/api/session';
import { navigate, paths } from '@/lib/router';

/** Where the sign-in link of the terminal leads: its code is used once, and taken out of the address at once. */
export function SignInPage() {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const [link, setLink] = useState(linkInAddress);
  const sent = useRef<Link | null>(null);
  useEffect(() => {
    // A link opened where another was refused changes the hash alone: nothing is loaded anew.
    const look = () => setLink((before) => linkInAddress() ?? before);
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  useEffect(() => {
    if (link === null || sent.current === link) return;
    sent.current = link;
    setProblem(null);
    // The code must not stay in the history, where the next person at this machine finds it.
    window.history.replaceState(null, '', paths.signIn());
    signIn(link.code).then(
      async () => {
        await queries.resetQueries();
        navigate(paths.fleet(), { replace: true });
      },
      (error: Error) => setProblem(error.message),
    );
  }, [link, queries]);
  return (
    <Welcome>
      {link !== null && problem === null ? <Status state="progressing">Signing you in</Status> : <Explained />}
      {problem !== null && (
        <Note state="failing" role="alert">
          <b className="b">That link did not sign you in.</b> <span className="text-ink-2">{problem}</span>
        </Note>
      )}
    </Welcome>
  );
}

interface Link {
  code: string;
}

/** A new object each time, so that the same link opened twice is tried twice. */
function linkInAddress(): Link | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code');
  return code === null ? null : { code };
}

/** Nobody is signed in here: how to get in. */
export function SignedOut() {
  return (
    <Welcome>
      <Explained />
    </Welcome>
  );
}

/** Binnacle itself does not answer, so nothing is known about who is signed in. */
export function SessionUnknown({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <Welcome>
      <Note state="unknown" role="alert">
        <b className="b">Not connected.</b> <span className="text-ink-2">{error.message}</span>
      </Note>
      <button type="button" className="btn self-start" onClick={retry}>
        Try again
      </button>
    </Welcome>
  );
}

function Explained() {
  return (
    <>
      <p className="text-ink-2">
        When Binnacle starts it prints one sign-in link in its terminal. Open that link in this browser. It works once,
        for 30 minutes; starting Binnacle again prints another.
      </p>
      <CommandLine command="npm start" />
    </>
  );
}

function Welcome({ children }: { children: ReactNode }) {
  return (
    <main className="grid h-dvh place-items-center overflow-auto p-4">
      <div className="card flex w-full max-w-105 flex-col gap-3 p-6">
        <div className="flex items-center gap-2">
          <BrandMark />
          <h1 className="text-16!">Sign in to Binnacle</h1>
        </div>
        {children}
      </div>
    </main>
  );
}
