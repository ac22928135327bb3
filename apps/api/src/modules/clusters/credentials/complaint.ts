import { printable } from '../transport/answer.js';

const EXCERPT_MAX_CHARACTERS = 200;

/** The last line that a program or a server complained with, fit to be shown: without what might be a credential. */
export function complaintOf(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return printable(line.replace(/[A-Za-z0-9+/_.=-]{24,}/g, '…'), EXCERPT_MAX_CHARACTERS);
}
