import { type AliasEvent, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Place, Problems } from '../problem.js';
import type { Entry, Mapping, Node, Scalar } from './node.js';
import { scalarValue } from './scalar.js';

/** More values than any honest document has by aliases; a few lines can stand for billions. */
const MAX_BY_ALIASES = 100_000;

/** A value that aliases may stand for; `open` while it is being read. */
type Anchored = { readonly node: Node; readonly size: number } | 'open';

/** Builds the nodes of one text from the parser's events. What kubectl refuses or reads otherwise becomes a problem. */
export class Composer {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #place: (offset: number) => Place;
  readonly #problems: Problems;
  #next = 0;
  /** Where the value begins that is read; an empty one stands where its key does. */
  #offset = 0;
  #anchors = new Map<string, Anchored>();
  /** Values read so far, those behind aliases counted each time. */
  #size = 0;
  #byAliases = 0;

  constructor(text: string, events: readonly Event[], place: (offset: number) => Place, problems: Problems) {
    this.#text = text;
    this.#events = events;
    this.#place = place;
    this.#problems = problems;
  }

  /** The documents that can be looked into. */
  *documents(): Generator<Node, void, undefined> {
    while (this.#next < this.#events.length) {
      this.#next += 1;
      this.#anchors = new Map();
      this.#byAliases = 0;
      const root = this.#node();
      this.#next += 1;
      if (this.#byAliases <= MAX_BY_ALIASES) yield root;
      else {
        const [count, most] = [this.#byAliases, MAX_BY_ALIASES].map((n) => n.toLocaleString('en'));
        const reason = `The aliases of this document stand for ${count} values; at most ${most} are read.`;
        this.#problems.add('error', root.at, '', reason, 'Write the values out instead of making aliases of aliases.');
      }
    }
  }

  #node(): Node {
    const event = this.#events[this.#next];
    this.#next += 1;
    this.#size += 1;
    if (event?.type === EVENT_ID.ALIAS) return this.#alias(event);
    if (event?.type !== EVENT_ID.SCALAR && event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE)
      throw new TypeError('The parser gave no value where one belongs.');
    const start = event.type === EVENT_ID.SCALAR ? startOf(event) : event.start;
    if (start >= 0) this.#offset = start;
    const at = this.#place(this.#offset);
    const anchor = event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
    const before = this.#size;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    let node: Node;
    if (event.type === EVENT_ID.SCALAR) node = this.#scalar(event, at);
    else if (event.type === EVENT_ID.MAPPING) node = this.#mapping(at);
    else node = { type: 'sequence', at, items: this.#until(() => this.#node()) };
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size: 1 + this.#size - before });
    return node;
  }

  /** Reads with `one` until the collection ends. */
  #until<T>(one: () => T): T[] {
    const all: T[] = [];
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) all.push(one());
    this.#next += 1;
    return all;
  }

  #scalar(event: ScalarEvent, at: Place): Scalar {
    const text = event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
    const tag = event.tagStart < 0 ? '' : this.#text.slice(event.tagStart, event.tagEnd);
    const quoted = event.style !== SCALAR_STYLE.PLAIN || tag === '!!str' || tag === '!';
    const typed = tag === '!!int' || tag === '!!float' || tag === '!!bool';
    return { type: 'scalar', at, text, quoted, value: quoted && !typed ? text : scalarValue(text) };
  }

  #alias({ anchorStart, anchorEnd }: AliasEvent): Node {
    const name = this.#text.slice(anchorStart, anchorEnd);
    const at = this.#place(anchorStart);
    const nothing: Scalar = { type: 'scalar', at, text: '', quoted: false, value: null };
    const anchored = this.#anchors.get(name);
    if (anchored === undefined || anchored === 'open') {
      const reason =
        anchored === undefined ? `Nothing above is marked &${name}.` : `The value &${name} contains itself.`;
      this.#problems.add('error', at, '', reason, `Write the value out instead of *${name}.`);
      return nothing;
    }
    this.#size += anchored.size;
    this.#byAliases += anchored.size;
    // Beyond the limit only the number is of interest.
    return this.#byAliases > MAX_BY_ALIASES ? nothing : anchored.node;
  }

  #mapping(at: Place): Mapping {
    const entries: Entry[] = [];
    const merged: Node[] = [];
    this.#until(() => {
      const written = this.#key();
      const value = this.#node();
      if (written?.text === '<<' && !written.quoted) merged.push(value);
      else if (written !== undefined) entries.push({ key: String(written.value), written, value });
    });
    for (const node of merged.flatMap((value) => (value.type === 'sequence' ? value.items : [value]))) {
      const own = new Set(entries.map(({ key }) => key));
      for (const entry of node.type === 'mapping' ? node.entries : []) if (!own.has(entry.key)) entries.push(entry);
    }
    return { type: 'mapping', at, entries };
  }

  #key(): Scalar | undefined {
    const node = this.#node();
    if (node.type === 'scalar') return node;
    const fix = this.#text.includes('{{') ? 'Render the template first; this checks the result.' : 'Put it in quotes.';
    this.#problems.add('error', node.at, '', `A key has to be text, not a ${node.type}.`, fix);
    return undefined;
  }
}

/** Where a scalar begins, with its quote; negative when it is empty. */
function startOf({ valueStart, style }: ScalarEvent): number {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED ? valueStart - 1 : valueStart;
}
