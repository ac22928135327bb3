import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '@binnacle/testing/test-cluster';
import { expect, inject } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { normalised } from './normalised.ts';

const GOLDEN = join(import.meta.dirname, '../golden');
/** Where kubectl is run: the files named in `-f` lie here. */
const FILES = join(import.meta.dirname, 'files');

export interface SayOptions {
  person?: Person;
  /** Standard input, as for `-f -`; it is part of the transcript. */
  input?: string;
  /** Lines that may differ from run to run or from cluster to cluster, and why is said where it is used. */
  without?: RegExp;
}

/** What a person at a terminal typed and saw: every command of a case with its output and exit code. */
export class Transcript {
  readonly #cluster: Cluster;
  readonly #namespace: string;
  readonly #nodes: readonly string[];
  #text = '';

  /** @param nodes names of nodes of this case, told apart in the transcript; all others are just nodes */
  constructor(cluster: Cluster, namespace: string, nodes: readonly string[] = []) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.#nodes = nodes;
  }

  /** Runs kubectl with these words in the case's namespace and writes down what came; resolves with standard output. */
  async say(line: string, options: SayOptions = {}): Promise<string> {
    const { person, input, without } = options;
    const args = [`--namespace=${this.#namespace}`, ...words(line)];
    const { exitCode, stdout, stderr } = await this.#cluster.kubectl(args, {
      cwd: FILES,
      ...(person === undefined ? {} : { person }),
      ...(input === undefined ? {} : { input }),
    });
    const kept = (text: string) =>
      without === undefined
        ? text
        : text
            .split('\n')
            .filter((each) => !without.test(each))
            .join('\n');
    this.#text += `$ kubectl ${line}${person === undefined ? '' : `   # as ${person}`}\n`;
    if (input !== undefined) this.#text += input.replaceAll(/^(?=.)/gm, '< ');
    const said = [kept(stdout), kept(stderr), exitCode === 0 ? '' : `[exit code ${exitCode}]`];
    for (const part of said) if (part !== '') this.#text += part.endsWith('\n') ? part : `${part}\n`;
    this.#text += '\n';
    return stdout;
  }

  /** Compares with the recorded transcript of this name, or records it where the run is told to. */
  async matches(name: string): Promise<void> {
    const nodes = await this.#cluster.get('/api/v1/nodes');
    const text = normalised(this.#text, {
      namespace: this.#namespace,
      ownNodes: this.#nodes,
      nodes: nodes.items.map(({ metadata }) => metadata.name),
    });
    const file = join(GOLDEN, `${name}.txt`);
    if (inject('recording')) await writeFile(file, text);
    expect(text).toBe(await readFile(file, 'utf8'));
  }
}

/** Splits a line as a shell would, as far as single and double quotes go. */
function words(line: string): string[] {
  const found = line.match(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g) ?? [];
  return found.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
}
