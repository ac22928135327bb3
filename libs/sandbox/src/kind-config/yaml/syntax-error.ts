/** What is wrong with a text that is no YAML, in the words of people who do not know the grammar. */
export interface Explanation {
  /** The line that has to be changed, which may stand above the one where the parser gave up; from 0. */
  readonly line: number;
  readonly reason: string;
  readonly fix?: string;
}

/** Explains what the parser said of a line (from 0). */
export function explain(said: string, lines: readonly string[], line: number): Explanation {
  const before = lines.findLastIndex((text, index) => index < line && /^\s*[^\s#]/.test(text));
  for (const at of [line, before]) {
    const mistake = at < 0 ? undefined : commonMistake(lines[at] ?? '');
    if (mistake !== undefined) return { line: at, ...mistake };
  }
  if (said.startsWith('deficient indentation') || said.startsWith('unexpected end of'))
    return { line, reason: 'A quote or bracket that was opened above is not closed.', fix: 'Close it.' };
  if (said.startsWith("expected ':'")) return { line, reason: 'A colon is missing behind the key.' };
  if (said.startsWith('nesting exceeded')) return { line, reason: 'It is nested more than 100 levels deep.' };
  const misplaced = said.startsWith('bad indentation')
    ? misplacement(lines[line] ?? '', lines[before] ?? '')
    : undefined;
  return misplaced === undefined ? { line, reason: `It is no YAML: ${said}.` } : { line, ...misplaced };
}

type Mistake = Omit<Explanation, 'line'>;

function commonMistake(text: string): Mistake | undefined {
  const content = text.trim();
  if (content.includes('{{'))
    return { reason: 'This line is a template.', fix: 'Render it first; this checks the result.' };
  if (/^ *\t/.test(text)) {
    const spaces = text.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '  '));
    return { reason: 'A tab indents this line; YAML knows spaces only.', fix: `Write "${spaces.trimEnd()}".` };
  }
  const glued = /^-(?=[A-Za-z])/.exec(content);
  if (glued !== null) return { reason: 'A dash needs a space behind it.', fix: `Write "- ${content.slice(1)}".` };
  const [, key = '', value = ''] = /^((?:- +)?[\w./-]+):(.*)$/.exec(content) ?? [];
  if (key === '') {
    const [, word, rest] = /^([A-Za-z]\w*) +([^\s:]+)$/.exec(content) ?? [];
    return word === undefined
      ? undefined
      : { reason: 'A colon is missing behind the key.', fix: `Write "${word}: ${rest}".` };
  }
  if (/^[^\s/]/.test(value)) return { reason: 'A colon needs a space behind it.', fix: `Write "${key}: ${value}".` };
  const quoted = `Write ${key}: ${JSON.stringify(value.trim())}.`;
  if (/^ +[@`%]/.test(value)) return { reason: `A value cannot begin with ${value.trim()[0]}.`, fix: quoted };
  if (/^ +[^\s"'|>{[&*#].*: /.test(value))
    return { reason: 'A value with a colon and a space in it needs quotes.', fix: quoted };
  return undefined;
}

function misplacement(text: string, before: string): Mistake | undefined {
  const [here = 0, there = 0] = [text, before].map((line) => line.search(/\S/));
  if (here === there || here < 0) return undefined;
  return {
    reason: `This line is indented by ${here}, which fits none of the lines above.`,
    fix: `Indent it by ${there} to put it beside the line before it.`,
  };
}
