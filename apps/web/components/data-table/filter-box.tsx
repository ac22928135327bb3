'use client';
import type { Filter } from '@binnacle/shared/views';
import { Search, X } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';

/** Typing is shared in the address bar after this pause. */
const SETTLE_MS = 200;

/**
 * A filter as text, with its words marked as they are understood. The marks lie behind a transparent input, so that it
 * stays an ordinary text field to the keyboard and to screen readers.
 */
export function FilterBox({
  value,
  onChange,
  parse,
  label,
  placeholder,
  inputRef,
}: {
  value: string;
  onChange: (value: string) => void;
  parse: (text: string) => Pick<Filter, 'terms' | 'errors'>;
  label: string;
  placeholder: string;
  inputRef: RefObject<HTMLInputElement | null>;
}) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const marks = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Changed from outside (a link, a button, going back): show that. What was typed here is already shown.
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  const follow = () => {
    if (marks.current !== null && inputRef.current !== null) marks.current.scrollLeft = inputRef.current.scrollLeft;
  };
  return (
    <div className="query">
      <Search size={14} aria-hidden="true" className="shrink-0 text-ink-3" />
      <div className="relative min-w-0 flex-1">
        <div
          ref={marks}
          aria-hidden="true"
          className="filter-text pointer-events-none absolute inset-0 overflow-hidden px-0.75"
        >
          <Marked text={text} {...parse(text)} />
        </div>
        <input
          ref={inputRef}
          type="text"
          className="filter-text relative w-full px-0.75 text-transparent caret-ink"
          value={text}
          placeholder={placeholder}
          aria-label={label}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          onScroll={follow}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </div>
      {text === '' ? (
        <span className="kbd max-desk:hidden" aria-hidden="true">
          /
        </span>
      ) : (
        <button
          type="button"
          className="grid size-5 place-items-center rounded-sm text-ink-3"
          aria-label="Clear the filter"
          onClick={() => setText('')}
        >
          <X size={13} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

function Marked({ text, terms, errors }: { text: string } & Pick<Filter, 'terms' | 'errors'>) {
  const spans = [
    ...terms.map((term) => ({ at: term.position, length: term.length, wrong: false })),
    ...errors.map((error) => ({ at: error.position, length: error.length, wrong: true })),
  ].sort((a, b) => a.at - b.at);
  const parts = [];
  let done = 0;
  for (const { at, length, wrong } of spans) {
    if (at < done) continue;
    if (at > done) parts.push(<span key={`g${done}`}>{text.slice(done, at)}</span>);
    const word = text.slice(at, at + length);
    const colon = word.indexOf(':') + 1;
    parts.push(
      <span key={at} className={wrong ? 'filter-wrong' : 'filter-token'}>
        <i>{word.slice(0, colon)}</i>
        {word.slice(colon)}
      </span>,
    );
    done = at + length;
  }
  parts.push(<span key="rest">{text.slice(done)}</span>);
  return parts;
}
