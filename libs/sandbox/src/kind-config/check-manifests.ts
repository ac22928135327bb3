import { FieldCheck } from './check-fields.js';
import { checkSelector } from './check-selector.js';
import { identify, type KnownKinds } from './identify.js';
import { fieldPath, type Problem, Problems } from './problem.js';
import { itemsAt, type Mapping, type Node, nodeAt, scalarAt } from './yaml/node.js';
import { readDocuments } from './yaml/read-documents.js';

/**
 * What is wrong with the text of a manifest, in the order of the text: what kubectl or the API server would refuse, and
 * what they would read otherwise than it looks.
 */
export function checkManifests(text: string, kinds: KnownKinds): Problem[] {
  const problems = new Problems();
  for (const document of readDocuments(text, problems)) {
    const list = scalarAt(document, 'kind')?.text === 'List';
    if (!list) checkObject(document, '', kinds, problems);
    for (const [index, item] of list ? itemsAt(document, 'items').entries() : [])
      checkObject(item, `items[${index}]`, kinds, problems);
  }
  return problems.list();
}

function checkObject(node: Node, path: string, kinds: KnownKinds, problems: Problems): void {
  const object = objectIn(node, problems);
  if (object === undefined) return;
  const schema = identify(object, path, kinds, problems);
  new FieldCheck(problems, 'kubectl').check(object, schema, path);
  if (schema === undefined) return;
  const metadata = nodeAt(object, 'metadata');
  if (scalarAt(metadata, 'name') === undefined && scalarAt(metadata, 'generateName') === undefined) {
    const inner = ['metadata', 'name'].reduce(fieldPath, path);
    problems.add('error', metadata?.at ?? object.at, inner, 'The object needs a name.');
  }
  checkSelector(object, path, problems);
}

/** Reports a document that is no object, and one that holds two. @returns the object, if there is one */
export function objectIn(document: Node, problems: Problems): Mapping | undefined {
  if (document.type !== 'mapping') {
    const what = document.type === 'sequence' ? 'a list' : 'a single value';
    const fix = 'Put `---` between the objects instead of "- " before each, or the list below items: of a kind: List.';
    const reason = `The document is ${what}; an object begins with apiVersion.`;
    problems.add('error', document.at, '', reason, document.type === 'sequence' ? fix : undefined);
    return undefined;
  }
  const seen = new Set<string>();
  const repeated = document.entries.filter(({ key }) => seen.size === seen.add(key).size);
  const [second] = repeated;
  if (second === undefined || !repeated.some(({ key }) => key === 'apiVersion' || key === 'kind')) return document;
  const { at } = second.written;
  const reason = 'A second object begins here without `---`; only the last one would be read, the first is lost.';
  problems.add('error', at, '', reason, `Put a line --- in front of line ${at.line}.`);
  return undefined;
}
