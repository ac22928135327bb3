/** `error`: it would be refused, or does not say what was meant. `note`: it is fine, but read otherwise than it looks. */
export type Severity = 'error' | 'warning' | 'note';

/** Both count from 1; columns in UTF-16 units, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something about a text, where it stands, and what to do about it. */
export interface Problem extends Place {
  readonly severity: Severity;
  /** As the API server writes fields: `spec.containers[0].image`; empty for a whole document. */
  readonly path: string;
  readonly reason: string;
  /** What was most likely meant, as a sentence; missing where nobody can know. */
  readonly fix?: string;
}

/** Nobody reads more, and a text can be made to have millions. */
const MAX_PROBLEMS = 100;
/** A key or value that is quoted in a problem can be as long as the text. */
const MAX_LENGTH = 400;
const clipped = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);

/** The problems of one text. */
export class Problems {
  readonly #found: Problem[] = [];
  #more = 0;

  add(severity: Severity, at: Place, path: string, reason: string, fix?: string): void {
    if (this.#found.length >= MAX_PROBLEMS) {
      this.#more += 1;
      return;
    }
    const { line, column } = at;
    const told = fix === undefined ? {} : { fix: clipped(fix) };
    this.#found.push({ severity, line, column, path: clipped(path), reason: clipped(reason), ...told });
  }

  get hasErrors(): boolean {
    return this.#found.some(({ severity }) => severity === 'error');
  }

  /** In the order of the text; of too many the first hundred, and how many more there are. */
  list(): Problem[] {
    const sorted = this.#found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const last = sorted.at(-1);
    if (this.#more === 0 || last === undefined) return sorted;
    return [...sorted, { ...last, severity: 'note', path: '', reason: `There are ${this.#more} more problems.` }];
  }
}

/** The path of a field. Names with dots or slashes stand in brackets: `metadata.labels[app.kubernetes.io/name]`. */
export function fieldPath(path: string, name: string): string {
  if (/[./]/.test(name)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** The last part of a path, for a sentence about the field. */
export function fieldName(path: string): string {
  return /[^.[\]]+(?:\[[^\]]*\])*$/.exec(path)?.[0] ?? 'The object';
}
