/** A word of a filter text, before its key is known to exist. Positions are UTF-16 units of the text. */
export interface FilterToken {
  readonly position: number;
  readonly length: number;
  readonly negated: boolean;
  /** What stands before the colon, as typed; null for free text. */
  readonly key: string | null;
  readonly operator: '' | '=' | '<' | '<=' | '>' | '>=';
  readonly value: string;
  readonly quoted: boolean;
  /** False when a quote was opened and never closed. */
  readonly closed: boolean;
}

const SPACE = /\s/;
const KEY = /[A-Za-z][A-Za-z0-9]*:/y;
const OPERATOR = /<=|>=|<|>|=/y;

/** Cuts a filter text into words. Every text is words of some kind: judging them is the caller's part. */
export function tokenize(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at += token.length;
  }
  return tokens;
}

function readToken(text: string, position: number): FilterToken {
  const next = text.charAt(position + 1);
  const negated = text.charAt(position) === '-' && next !== '' && !SPACE.test(next);
  let at = negated ? position + 1 : position;
  const keyText = take(KEY, text, at);
  at += keyText.length;
  const operator = keyText === '' ? '' : (take(OPERATOR, text, at) as FilterToken['operator']);
  at += operator.length;
  const { value, end, quoted, closed } = readValue(text, at);
  return {
    position,
    length: end - position,
    negated,
    key: keyText === '' ? null : keyText.slice(0, -1),
    operator,
    value,
    quoted,
    closed,
  };
}

function take(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Reads up to the next space outside quotes. Inside quotes a backslash keeps the next character as it is. */
function readValue(text: string, from: number): { value: string; end: number; quoted: boolean; closed: boolean } {
  let value = '';
  let quoted = false;
  let open = false;
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') {
      quoted = true;
      open = !open;
    } else if (open && char === '\\' && at + 1 < text.length) {
      at += 1;
      value += text.charAt(at);
    } else if (!open && SPACE.test(char)) {
      break;
    } else {
      value += char;
    }
  }
  return { value, end: at, quoted, closed: !open };
}
