const PIECES: readonly [RegExp, string][] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d{2}/, '01'],
  [/^-/, '-'],
  [/^\d{2}/, '02'],
  [/^T/, 'T'],
  [/^\d{2}/, '15'],
  [/^:/, ':'],
  [/^\d{2}/, '04'],
  [/^:/, ':'],
  [/^\d{2}(?:\.\d+)?/, '05'],
  [/^(?:Z|[+-]\d{2}:\d{2})/, 'Z07:00'],
];

/** What is wrong with a time, in the words of the real server; undefined when it is one. */
export function timeError(text: string, micro: boolean): string | undefined {
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  const told = `parsing time "${text}" as "${layout}": cannot parse`;
  let rest = text;
  for (const [piece, name] of PIECES) {
    const found = piece.exec(rest)?.[0];
    if (found === undefined) return `${told} "${rest}" as "${name}"`;
    rest = rest.slice(found.length);
    if (micro && name === '05' && !found.includes('.')) return `${told} "${rest}" as ".000000"`;
  }
  if (rest !== '') return `parsing time "${text}": extra text: "${rest}"`;
  if (Number(text.slice(5, 7)) > 12) return `parsing time "${text}": month out of range`;
  return Number.isNaN(Date.parse(text)) ? `parsing time "${text}": day out of range` : undefined;
}

/** A time as the API writes it: in UTC, to the second or to the millionth. */
export function canonicalTime(text: string, micro: boolean): string {
  const seconds = new Date(text).toISOString().slice(0, 19);
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return micro ? `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}Z` : `${seconds}Z`;
}
