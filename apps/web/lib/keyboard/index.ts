'use client';
import { useEffect, useRef } from 'react';

/** How long the second key of a jump such as `g p` may take. */
const SEQUENCE_MS = 1_200;

type Handler = (event: KeyboardEvent) => void;
const layers: { current: Record<string, Handler> }[] = [];
let pending: { key: string; at: number } | null = null;

/**
 * Keys of a page: `/`, `?`, `g p` (one after the other), `mod+k` (⌘ on Apple machines, Ctrl elsewhere). The component
 * mounted last is asked first. Plain keys are left alone while the person types, or while a dialog is open.
 */
export function useShortcuts(keys: Record<string, Handler>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    layers.push(latest);
    if (layers.length === 1) window.addEventListener('keydown', dispatch);
    return () => {
      layers.splice(layers.indexOf(latest), 1);
      if (layers.length === 0) window.removeEventListener('keydown', dispatch);
    };
  }, []);
}

function dispatch(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const mod = event.metaKey || event.ctrlKey;
  const name = `${mod ? 'mod+' : ''}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
  if (
    !mod &&
    (event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"][data-modal]') !== null)
  )
    return;
  const sequence = pending !== null && event.timeStamp - pending.at < SEQUENCE_MS ? `${pending.key} ${name}` : null;
  pending = null;
  const handler = (sequence === null ? undefined : find(sequence)) ?? find(name);
  if (handler !== undefined) {
    event.preventDefault();
    handler(event);
  } else if (!mod && startsSequence(name)) {
    pending = { key: name, at: event.timeStamp };
  }
}

function find(name: string): Handler | undefined {
  for (let at = layers.length - 1; at >= 0; at--) {
    const handler = layers[at]?.current[name];
    if (handler !== undefined) return handler;
  }
  return undefined;
}

function startsSequence(name: string): boolean {
  return layers.some((layer) => Object.keys(layer.current).some((keys) => keys.startsWith(`${name} `)));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="menu"] *'))
  );
}
