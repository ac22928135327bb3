/** The lines of `metadata.managedFields` are bookkeeping; a reader rarely wants their hundreds of lines. */
export function withoutManagedFields(yaml: string): string {
  const kept: string[] = [];
  let skipping = false;
  for (const line of yaml.split('\n')) {
    // The list stands in `metadata`, so whatever is deeper, or an item at its own depth, belongs to it.
    if (skipping && /^ {2}(?:- | {1,})/.test(line)) continue;
    skipping = /^ {2}managedFields:/.test(line);
    if (!skipping) kept.push(line);
  }
  return kept.join('\n');
}

export type YamlPart = { kind: 'key' | 'text' | 'number' | 'word' | 'comment' | 'plain'; text: string };

const LINE = /^(\s*(?:- )*)((?:"[^"]*"|'[^']*'|[^\s#:'"][^:#]*?)(?=:(?:\s|$)))?(:)?(\s*)(.*)$/;

/** One line of YAML in parts, for colouring only: good enough for what the API server writes. */
export function yamlParts(line: string): YamlPart[] {
  if (/^\s*#/.test(line)) return [{ kind: 'comment', text: line }];
  const match = LINE.exec(line);
  if (match === null) return [{ kind: 'plain', text: line }];
  const [, lead = '', key, colon = '', gap = '', rest = ''] = match;
  const parts: YamlPart[] = [{ kind: 'plain', text: lead }];
  if (key !== undefined) parts.push({ kind: 'key', text: key });
  parts.push({ kind: 'plain', text: colon + gap });
  parts.push({ kind: key === undefined && lead.trim() === '' ? 'plain' : valueKind(rest), text: rest });
  return parts.filter((part) => part.text !== '');
}

function valueKind(text: string): YamlPart['kind'] {
  if (/^-?\d+(\.\d+)?$/.test(text)) return 'number';
  if (/^(true|false|null|~|\{\}|\[\])$/.test(text)) return 'word';
  return 'text';
}
