import { type Fields, isFields } from '../object.js';

/** One thing that is wrong with an object, in the words of the real server. */
export interface FieldError {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** A value as errors show it. */
function shown(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** A struct of the real server as errors show it: in its own names and order, absent fields as null. */
export function asStruct(value: unknown, names: string): Fields {
  const byName = new Map(Object.entries(isFields(value) ? value : {}).map(([name, one]) => [name.toLowerCase(), one]));
  return Object.fromEntries(names.split(' ').map((name) => [name, byName.get(name.toLowerCase()) ?? null]));
}

/** A place in an object: its value, its path, and the list of errors that whoever looks at it adds to. */
export class Field {
  readonly value: unknown;
  readonly path: string;
  readonly #errors: FieldError[];

  constructor(value: unknown, path: string, errors: FieldError[]) {
    this.value = value;
    this.path = path;
    this.#errors = errors;
  }

  /** Neither absent nor null. */
  get given(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** The string that the value is, else an empty one. */
  get text(): string {
    return typeof this.value === 'string' ? this.value : '';
  }

  /** The number that the value is, else 0. */
  get number(): number {
    return typeof this.value === 'number' ? this.value : 0;
  }

  /** The field below, by a path such as `template.spec`. */
  at(path: string): Field {
    let value = this.value;
    for (const name of path.split('.')) value = isFields(value) ? value[name] : undefined;
    return new Field(value, this.path === '' ? path : `${this.path}.${path}`, this.#errors);
  }

  /** The value at a path under another name, where the real server tells of it under that. */
  renamed(name: string, path: string): Field {
    return this.replaced(name, this.at(path).value);
  }

  /** The field of that name as if it had this value. */
  replaced(name: string, value: unknown): Field {
    return new Field(value, `${this.path}.${name}`, this.#errors);
  }

  /** The entries of a list; none when it is absent. */
  get items(): Field[] {
    const list = Array.isArray(this.value) ? this.value : [];
    return list.map((value, index) => new Field(value, `${this.path}[${index}]`, this.#errors));
  }

  /** The entries of a map; none when it is absent. */
  get entries(): [string, Field][] {
    const map = isFields(this.value) ? this.value : {};
    return Object.entries(map).map(([key, value]) => [key, new Field(value, `${this.path}[${key}]`, this.#errors)]);
  }

  /** The entry of a map, told under its key. */
  entry(key: string): Field {
    const value = isFields(this.value) ? this.value[key] : undefined;
    return new Field(value, `${this.path}[${key}]`, this.#errors);
  }

  #add(reason: string, message: string, detail: string): void {
    const full = detail === '' ? message : `${message}: ${detail}`;
    this.#errors.push({ reason: `FieldValue${reason}`, field: this.path, message: full });
  }

  required(detail = ''): void {
    this.#add('Required', 'Required value', detail);
  }

  invalid(detail: string, value: unknown = this.value): void {
    this.#add('Invalid', `Invalid value: ${shown(value)}`, detail);
  }

  forbidden(detail: string): void {
    this.#add('Forbidden', 'Forbidden', detail);
  }

  duplicate(value: unknown = this.value, detail = ''): void {
    this.#add('Duplicate', `Duplicate value: ${shown(value)}`, detail);
  }

  tooLong(bytes: number): void {
    this.#add('TooLong', 'Too long', `may not be more than ${bytes} bytes`);
  }

  notFound(value: unknown = this.value): void {
    this.#add('NotFound', `Not found: ${shown(value)}`, '');
  }

  unsupported(supported: readonly string[], value: unknown = this.value): void {
    const list = supported.map((one) => `"${one}"`).join(', ');
    this.#add('NotSupported', `Unsupported value: ${shown(value)}`, `supported values: ${list}`);
  }

  // The checks that most kinds need. Each says nothing of what is absent, unless it says so.

  oneOf(supported: readonly string[]): void {
    if (this.given && !supported.includes(this.text)) this.unsupported(supported);
  }

  /** Text that must be there. True when it is. */
  needed(detail = ''): boolean {
    if (this.text === '') this.required(detail);
    return this.text !== '';
  }

  /** Every fault that `faultsOf` finds in the text; absent text counts as fine. */
  follows(faultsOf: (text: string) => string[]): void {
    if (this.text !== '') for (const fault of faultsOf(this.text)) this.invalid(fault);
  }

  notNegative(...names: string[]): void {
    for (const one of names.length === 0 ? [this] : names.map((name) => this.at(name))) {
      if (one.number < 0) one.invalid('must be greater than or equal to 0');
    }
  }

  within(least: number, most: number): void {
    if (!this.given) return;
    if (this.number < least || this.number > most) this.invalid(`must be between ${least} and ${most}, inclusive`);
  }

  /** The same as before; `shown` where the real server shows something else than the value. */
  unchanged(old: Field, detail = 'field is immutable', shown = this.value): void {
    if (!same(this.value, old.value)) this.invalid(detail, shown);
  }
}

/** Equal as JSON, whatever the order of fields; absent, null and empty are equal. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((one) => ordered(one) ?? null);
  if (!isFields(value)) return value ?? undefined;
  const entries = Object.keys(value)
    .sort()
    .map((key) => [key, ordered(value[key])])
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
