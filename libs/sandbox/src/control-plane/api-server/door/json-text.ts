/** What Go's decoder says of a text that is not JSON. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
}

/** No object is as deep; looking through a deeper one would exhaust a stack somewhere. */
const MAX_DEPTH = 1_000;

/**
 * The value of a JSON text, and the paths of fields that stand twice in their object (the last one counts), such as
 * `spec.containers[0].name`.
 *
 * @throws {JsonTextError}
 */
export function parseJson(text: string): { value: unknown; duplicates: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
    // What programs send has neither spaces nor duplicates and is as long as what it is read as.
    if (JSON.stringify(value).length === text.trimEnd().length) return { value, duplicates: [] };
  } catch (error) {
    // No JSON, or too deep; which of it the scan says.
    if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
  }
  return { value, duplicates: new JsonScan(text).duplicates() };
}

/** Reads a text as Go's scanner does, so that it fails at the same letter and with the same words. */
class JsonScan {
  readonly #text: string;
  readonly #found: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws {JsonTextError} */
  duplicates(): readonly string[] {
    this.#value('', 1);
    if (this.#skipSpace()) this.#fail('after top-level value');
    return this.#found;
  }

  #value(path: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonTextError('exceeded max depth');
    const first = this.#insist();
    const word = ['true', 'false', 'null'].find((each) => each.startsWith(first));
    if (first === '"') this.#string();
    else if (first === '{') this.#object(path, depth);
    else if (first === '[') this.#list(path, depth);
    else if (word !== undefined) this.#literal(word);
    else if (/[-\d]/.test(first)) this.#number();
    else this.#fail('looking for beginning of value');
  }

  #object(path: string, depth: number): void {
    const keys = new Set<string>();
    this.#at++;
    if (this.#ends('}')) return;
    do {
      const key = this.#key();
      const inner = path === '' ? key : `${path}.${key}`;
      if (keys.has(key)) this.#found.push(inner);
      keys.add(key);
      this.#value(inner, depth + 1);
    } while (this.#goesOn('}', 'after object key:value pair'));
  }

  #list(path: string, depth: number): void {
    let index = 0;
    this.#at++;
    if (this.#ends(']')) return;
    do this.#value(`${path}[${index++}]`, depth + 1);
    while (this.#goesOn(']', 'after array element'));
  }

  #ends(bracket: string): boolean {
    const ends = this.#insist() === bracket;
    if (ends) this.#at++;
    return ends;
  }

  #goesOn(bracket: string, where: string): boolean {
    if (this.#ends(bracket)) return false;
    return this.#take(/,/y) || this.#fail(where);
  }

  #key(): string {
    if (this.#insist() !== '"') this.#fail('looking for beginning of object key string');
    const from = this.#at;
    this.#string();
    const key: unknown = JSON.parse(this.#text.slice(from, this.#at));
    this.#insist();
    if (!this.#take(/:/y)) this.#fail('after object key');
    return String(key);
  }

  #string(): void {
    // Everything from the space on but quote and backslash.
    this.#take(/"(?:[ !#-[\]-\u{10ffff}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*/uy);
    if (this.#take(/"/y)) return;
    if (this.#at >= this.#text.length) throw new JsonTextError(TOO_SHORT);
    if (!this.#take(/\\/y)) this.#fail('in string literal');
    if (!this.#take(/u/y)) this.#fail('in string escape code');
    this.#take(/[0-9a-fA-F]*/y);
    this.#fail('in \\u hexadecimal character escape');
  }

  #literal(word: string): void {
    for (const letter of word) {
      if (this.#text[this.#at] !== letter) this.#fail(`in literal ${word} (expecting '${letter}')`);
      this.#at++;
    }
  }

  #number(): void {
    this.#take(/-/y);
    if (!this.#take(/0|[1-9]\d*/y)) this.#fail('in numeric literal');
    if (this.#take(/\./y) && !this.#take(/\d+/y)) this.#fail('after decimal point in numeric literal');
    if (this.#take(/e[+-]?/iy) && !this.#take(/\d+/y)) this.#fail('in exponent of numeric literal');
  }

  #take(what: RegExp): boolean {
    what.lastIndex = this.#at;
    const taken = what.test(this.#text);
    if (taken) this.#at = what.lastIndex;
    return taken;
  }

  /** False where the text ends. */
  #skipSpace(): boolean {
    this.#take(/[ \t\r\n]*/y);
    return this.#at < this.#text.length;
  }

  #insist(): string {
    if (!this.#skipSpace()) throw new JsonTextError(TOO_SHORT);
    return this.#text.charAt(this.#at);
  }

  #fail(where: string): never {
    // Go feeds its scanner a space where the text ends.
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0x20);
    throw new JsonTextError(`invalid character ${quotedByte(character)} ${where}`);
  }
}

const TOO_SHORT = 'unexpected end of JSON input';

/** A letter in single quotes as Go writes it; of one beyond ASCII, the first byte. */
function quotedByte(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  const [byte = 0] = Buffer.from(character);
  if (byte >= 0x80) return byte < 0xa0 ? `'\\u00${byte.toString(16)}'` : `'${String.fromCharCode(byte)}'`;
  const escaped = JSON.stringify(character).slice(1, -1);
  return `'${escaped.startsWith('\\u') ? `\\x${escaped.slice(4)}` : escaped}'`;
}
