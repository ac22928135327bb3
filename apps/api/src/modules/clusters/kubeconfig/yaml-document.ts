import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  mergeTag,
  parseEvents,
  YAMLException,
} from 'js-yaml';

/** A step into a document: a key of a mapping or an index of a sequence. */
export type Step = string | number;

interface Node {
  /** Offset of the key for mapping entries, of the value otherwise. */
  start: number;
  readonly children: Map<Step, Node>;
}

/** The text is not one YAML document. Lines and columns count from 1. The reason quotes nothing of the content. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
  constructor(
    readonly reason: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(reason);
  }
}

/** Kubeconfigs are three levels deep; the limits stop documents made to exhaust us (T16). */
const MAX_DEPTH = 64;
const MAX_ALIASES = 100;
// kubectl's parser follows YAML 1.1 in merging `<<`.
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** A parsed document that still knows on which line each value stands. */
export class YamlDocument {
  readonly #root: Node | null;
  readonly #lineStarts: number[];

  private constructor(
    /** The value; `undefined` for an empty document. */
    readonly value: unknown,
    root: Node | null,
    text: string,
  ) {
    this.#root = root;
    this.#lineStarts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** @throws YamlSyntaxError */
  static parse(text: string): YamlDocument {
    try {
      const events = parseEvents(text, { maxDepth: MAX_DEPTH });
      const documents = constructFromEvents(events, { source: text, schema: SCHEMA, maxAliases: MAX_ALIASES });
      if (documents.length > 1) throw new YamlSyntaxError('it holds more than one document', secondDocumentLine(text));
      return new YamlDocument(documents[0], treeOf(events, text), text);
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      // Quoted parts are pieces of the file, and the file holds credentials.
      const reason = error.reason.replace(/"[^"]*"|!?<[^>]*>/g, '…').trim();
      throw error.mark === undefined
        ? new YamlSyntaxError(reason)
        : new YamlSyntaxError(reason, error.mark.line + 1, error.mark.column + 1);
    }
  }

  /** Where the value at the path stands, or the nearest value around it that exists. Lines and columns count from 1. */
  locate(path: readonly Step[]): { line: number; column: number } {
    let node = this.#root;
    for (const step of path) {
      const next = node?.children.get(step);
      if (next === undefined) break;
      node = next;
    }
    return this.#position(node?.start ?? 0);
  }

  #position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }
}

function secondDocumentLine(text: string): number | undefined {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => /^[^#\s]/.test(line) && !line.startsWith('---') && !line.startsWith('%'));
  const separator = lines.findIndex((line, index) => index > first && /^---(?:\s|$)/.test(line));
  return separator < 0 ? undefined : separator + 1;
}

interface Frame {
  readonly node: Node;
  readonly mapping: boolean;
  /** Of a sequence: index of the next item. */
  index: number;
  /** Of a mapping: the key that waits for its value. */
  key: { name: string; start: number } | null;
}

/** Source offsets of every value, from the parser's events. */
function treeOf(events: readonly Event[], text: string): Node | null {
  const document: Frame = { node: { start: 0, children: new Map() }, mapping: false, index: 0, key: null };
  const frames: Frame[] = [document];

  const place = (start: number, name: string | null): Node => {
    const node: Node = { start, children: new Map() };
    const frame = frames.at(-1) ?? document;
    if (!frame.mapping) {
      frame.node.children.set(frame.index++, node);
    } else if (frame.key === null) {
      frame.key = { name: name ?? '', start };
    } else {
      node.start = frame.key.start;
      frame.node.children.set(frame.key.name, node);
      frame.key = null;
    }
    return node;
  };

  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        frames.length = 1;
        frames.push({ ...document, key: null });
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        frames.push({ node: place(event.start, null), mapping: event.type === EVENT_ID.MAPPING, index: 0, key: null });
        break;
      case EVENT_ID.SCALAR:
        place(event.valueStart, getScalarValue(text, event));
        break;
      case EVENT_ID.ALIAS:
        place(event.anchorStart, null);
        break;
      case EVENT_ID.POP:
        frames.pop();
        break;
    }
  }
  return document.node.children.get(0) ?? null;
}
