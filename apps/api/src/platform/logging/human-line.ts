/** An entry as a person at a terminal reads it: time, level if it is not `info`, sentence, fields, then a stack if any. */
export function humanLine(json: string): string {
  const { time, level, msg, err, ...fields } = JSON.parse(json) as {
    time: string;
    level: string;
    msg?: string;
    err?: { message?: string; stack?: string };
  };
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${printable(value)}`);
  const error = err === undefined ? [] : [`(${err.message ?? 'error'})`];
  const head = [time.slice(11, 19), ...(level === 'info' ? [] : [level.toUpperCase()]), msg ?? '', ...error, ...rest];
  const stack = level === 'error' && err?.stack !== undefined ? err.stack.split('\n').slice(1).map(escaped) : [];
  return `${[escaped(head.join(' ')), ...stack].join('\n')}\n`;
}

function printable(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** JSON.parse has turned the escapes back into characters: a terminal must not see them. */
function escaped(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}
