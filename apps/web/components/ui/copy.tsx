'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from '@/lib/toast';

const SHOWN_MS = 1_500;

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () => {
    // The clipboard is missing where the page is served over plain HTTP from another host.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => setDone(true),
      () => toast('This browser does not let the page copy. Select the text instead.'),
    );
  };
  return (
    <button
      type="button"
      className="btn btn-quiet btn-square"
      onClick={copy}
      aria-label={done ? 'Copied' : label}
      title={done ? 'Copied' : label}
    >
      {done ? <Check size={14} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
    </button>
  );
}

/** The kubectl command that would have done the same. */
export function CommandLine({ command }: { command: string }) {
  return (
    <div className="command">
      <code className="mono min-w-0 flex-1" title={command}>
        {command}
      </code>
      <CopyButton text={command} label="Copy the command" />
    </div>
  );
}
