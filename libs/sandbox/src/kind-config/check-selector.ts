import { fieldPath, type Problems } from './problem.js';
import { type Mapping, nodeAt } from './yaml/node.js';

/**
 * A workload owns the pods that its selector finds, so that the labels of its template must be among those that the
 * selector wants; the API server refuses an object where they differ.
 */
export function checkSelector(object: Mapping, path: string, problems: Problems): void {
  const wanted = nodeAt(object, 'spec', 'selector', 'matchLabels');
  const template = nodeAt(object, 'spec', 'template');
  const labels = nodeAt(template, 'metadata', 'labels');
  if (wanted?.type !== 'mapping' || template === undefined || (labels ?? wanted).type !== 'mapping') return;
  for (const { key, written, value } of wanted.entries) {
    const label = nodeAt(labels, key);
    if (value.type !== 'scalar' || (label?.type === 'scalar' && label.value === value.value)) continue;
    const has = label?.type === 'scalar' ? `has ${key}: ${label.text} (line ${label.at.line})` : `has no label ${key}`;
    const reason = `The selector wants ${key}: ${value.text}, but the template of the pods ${has}.`;
    const inner = fieldPath(['spec', 'selector', 'matchLabels'].reduce(fieldPath, path), key);
    problems.add('error', written.at, inner, reason, `Write ${key}: ${value.text} in template.metadata.labels.`);
  }
}
