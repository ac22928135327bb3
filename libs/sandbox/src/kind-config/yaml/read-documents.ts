import { parseEvents, YAMLException } from 'js-yaml';
import type { Place, Problems } from '../problem.js';
import { Composer } from './compose.js';
import type { Node } from './node.js';
import { explain } from './syntax-error.js';

/** More than any file that people write; reading it takes about a second. */
const MAX_CHARACTERS = 6 * 2 ** 20;
/** No kind is as deep; more was made to exhaust a stack. */
const MAX_DEPTH = 100;

/**
 * The documents of a YAML text. They are split at `---` before they are parsed, as kubectl does, so that one that is no
 * YAML does not hide what is wrong with the others; it is a problem and left out, as are empty ones.
 */
export function readDocuments(text: string, problems: Problems): Node[] {
  if (text.length > MAX_CHARACTERS) {
    const size = (text.length / 2 ** 20).toFixed(1);
    const reason = `The text has ${size} million characters; at most ${MAX_CHARACTERS / 2 ** 20} are read.`;
    problems.add('error', { line: 1, column: 1 }, '', reason, 'Split it into several files.');
    return [];
  }
  // A byte order mark belongs to the file, not to the text.
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const separators = lines.flatMap((line, index) => (/^---\s*(?:#.*)?$/.test(line) ? [index] : []));
  const starts = [0, ...separators.map((index) => index + 1)];
  return starts.flatMap((start, index) => documentsOf(lines.slice(start, separators[index]), start, problems));
}

function documentsOf(lines: readonly string[], firstLine: number, problems: Problems): Node[] {
  const text = lines.join('\n');
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    const documents = new Composer(text, events, placesIn(lines, firstLine), problems).documents();
    return [...documents].filter((root) => root.type !== 'scalar' || root.value !== null);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark ?? { line: 0, column: 0 };
    const { line, reason, fix } = explain(error.reason, lines, mark.line);
    const column = line === mark.line ? mark.column + 1 : (lines[line] ?? '').search(/\S|$/) + 1;
    problems.add('error', { line: firstLine + line + 1, column }, '', reason, fix);
    return [];
  }
}

/** Turns offsets in the joined lines into places in the whole text. */
function placesIn(lines: readonly string[], firstLine: number): (offset: number) => Place {
  const starts: number[] = [];
  let end = 0;
  for (const line of lines) {
    starts.push(end);
    end += line.length + 1;
  }
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: firstLine + low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
