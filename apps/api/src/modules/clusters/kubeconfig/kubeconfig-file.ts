import { shown } from '@binnacle/shared/names';
import { isRecord } from '../transport/answer.js';
import { ConfigEntry, fieldText } from './config-entry.js';
import type { KubeconfigProblem } from './problem.js';
import { type Step, YamlDocument, YamlSyntaxError } from './yaml-document.js';

/** The three lists of a kubeconfig, by name. */
export interface KubeconfigParts {
  readonly clusters: Map<string, ConfigEntry>;
  readonly users: Map<string, ConfigEntry>;
  readonly contexts: Map<string, ConfigEntry>;
}

const emptyParts = (): KubeconfigParts => ({ clusters: new Map(), users: new Map(), contexts: new Map() });

/** What one file gave, and what was wrong with it. A wrong item never hides the others. */
export interface ParsedKubeconfig {
  readonly parts: KubeconfigParts;
  readonly problems: readonly KubeconfigProblem[];
}

const LISTS = [
  { list: 'clusters', item: 'cluster' },
  { list: 'users', item: 'user' },
  { list: 'contexts', item: 'context' },
] as const;

function readItems(
  file: string,
  document: YamlDocument,
  root: Record<string, unknown>,
  parts: KubeconfigParts,
): KubeconfigProblem[] {
  const problems: KubeconfigProblem[] = [];
  const report = (path: Step[], message: string, hint: string) =>
    problems.push({ file, ...document.locate(path), field: fieldText(path), message, hint });
  for (const { list, item } of LISTS) {
    const entries = root[list];
    if (entries === undefined || entries === null) continue;
    if (!Array.isArray(entries)) {
      report([list], `${list} must be a list`, 'Begin each item with "- name:".');
      continue;
    }
    for (const [index, entry] of entries.entries()) {
      const name = isRecord(entry) ? entry.name : undefined;
      const value = isRecord(entry) ? (entry[item] ?? {}) : undefined;
      if (typeof name !== 'string' || name === '') {
        report(
          [list, index, 'name'],
          `an item of ${list} has no name`,
          'Give it a name, in quotes if it looks like a number.',
        );
      } else if (!isRecord(value)) {
        report([list, index, item], `${item} of ${shown(name)} must be a mapping`, 'Indent its fields below it.');
      } else if (parts[list].has(name)) {
        report([list, index, 'name'], `${list} names ${shown(name)} twice`, 'Rename or remove one; the first is used.');
      } else {
        parts[list].set(name, new ConfigEntry(file, document, [list, index, item], value));
      }
    }
  }
  return problems;
}

/** Parses the text of one kubeconfig. It reads no other file and runs nothing (T01, T02). */
export function parseKubeconfig(file: string, text: string): ParsedKubeconfig {
  const parts = emptyParts();
  const failed = (problem: Omit<KubeconfigProblem, 'file'>): ParsedKubeconfig => ({
    parts,
    problems: [{ file, ...problem }],
  });
  let document: YamlDocument;
  try {
    document = YamlDocument.parse(text);
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    const place = {
      ...(error.line === undefined ? {} : { line: error.line }),
      ...(error.column === undefined ? {} : { column: error.column }),
    };
    return failed({
      ...place,
      message: `the file is not valid YAML: ${error.reason}`,
      hint: 'Correct the line, or write the file anew with kubectl config.',
    });
  }
  const root = document.value;
  // kubectl takes an empty file for an empty configuration; `kubectl config` leaves such files behind.
  if (root === undefined || root === null) return { parts, problems: [] };
  const notConfig = 'Name a file that kubectl config view --kubeconfig can read.';
  if (!isRecord(root))
    return failed({
      ...document.locate([]),
      message: 'the file is not a kubeconfig: it is no mapping',
      hint: notConfig,
    });
  for (const [key, expected] of [
    ['kind', 'Config'],
    ['apiVersion', 'v1'],
  ] as const) {
    const value = root[key];
    if (value === undefined || value === null || value === '' || value === expected) continue;
    return failed({
      ...document.locate([key]),
      field: key,
      message: `the file is not a kubeconfig: ${key} is ${shown(value)}, not "${expected}"`,
      hint: notConfig,
    });
  }
  return { parts, problems: readItems(file, document, root, parts) };
}

/** Merges as kubectl does with a list of files: for each name the first file that has it wins. */
export function mergeParts(all: readonly KubeconfigParts[]): KubeconfigParts {
  const merged = emptyParts();
  for (const parts of all) {
    for (const { list } of LISTS) {
      for (const [name, entry] of parts[list]) if (!merged[list].has(name)) merged[list].set(name, entry);
    }
  }
  return merged;
}
