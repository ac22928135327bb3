import { readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { inClusterContext, SERVICE_ACCOUNT_FOLDER } from './in-cluster.js';
import { type KubeconfigParts, mergeParts, parseKubeconfig } from './kubeconfig-file.js';
import type { KubeconfigProblem } from './problem.js';
import { resolveContext } from './resolve-context.js';
import type { ResolvedContext } from './specs.js';

/** Larger files are no kubeconfig that anybody wrote. */
const FILE_MAX_BYTES = 4 * 1024 * 1024;

/** Where to look for clusters. */
export interface DiscoveryOptions {
  /** Files named by `--kubeconfig`; when there are any, nothing else is looked at. */
  readonly kubeconfigs: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Home folder, for `.kube/config`; empty when there is none. */
  readonly home: string;
  readonly serviceAccountFolder?: string;
}

/** The contexts found, usable or broken, and what was wrong with whole files or items. */
export interface Discovery {
  readonly contexts: readonly ResolvedContext[];
  readonly problems: readonly KubeconfigProblem[];
  /** The files that were read, or `in-cluster`; for the start message. */
  readonly sources: readonly string[];
}

interface FileContent {
  readonly parts: KubeconfigParts | null;
  readonly problems: readonly KubeconfigProblem[];
}

function unreadable(file: string, code: string): KubeconfigProblem {
  const known: Record<string, [string, string]> = {
    ENOENT: ['the file does not exist', 'Correct the path.'],
    EACCES: ['the file may not be read by this user', 'Change its owner or mode.'],
    ERR_ACCESS_DENIED: ['the file may not be read by this process', 'Allow it with --allow-fs-read.'],
    EISDIR: ['the path is a folder', 'Name a file in it.'],
  };
  const [message, hint] = known[code] ?? [`the file cannot be read (${code})`, 'Check the path and the disk.'];
  return { file, message, hint };
}

/** Reads one file; `ifMissing: 'skip'` treats one that does not exist as not named, as kubectl does with lists. */
async function readKubeconfig(file: string, ifMissing: 'skip' | 'report'): Promise<FileContent> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (ifMissing === 'skip' && error.code === 'ENOENT') return { parts: null, problems: [] };
    return { parts: null, problems: [unreadable(file, String(error.code))] };
  }
  if (bytes.length > FILE_MAX_BYTES) {
    return {
      parts: null,
      problems: [{ file, message: `the file is larger than ${FILE_MAX_BYTES} bytes`, hint: 'Name a kubeconfig.' }],
    };
  }
  if (!bytes.equals(Buffer.from(bytes.toString('utf8')))) {
    return { parts: null, problems: [{ file, message: 'the file is not UTF-8 text', hint: 'Save it as UTF-8.' }] };
  }
  return parseKubeconfig(file, bytes.toString('utf8'));
}

/** As the command line reads paths: `~` is the home folder, the rest counts from the working folder. */
const absolute = (home: string) => (file: string) => resolve(file.replace(/^~(?=\/|$)/, home));

function contextsOf(parts: KubeconfigParts): ResolvedContext[] {
  return [...parts.contexts].map(([name, entry]) => resolveContext(name, entry, parts));
}

/**
 * Finds clusters: the files of `--kubeconfig`; else the list in `KUBECONFIG`, merged as kubectl does; else
 * `~/.kube/config`; else the cluster this process runs in. Each `--kubeconfig` file stands for itself, as it would for
 * kubectl, so that two files with a context of the same name are two clusters. Files handed over that are just those of
 * `KUBECONFIG` are that list. Nothing is executed or connected to.
 */
export async function discoverContexts(options: DiscoveryOptions): Promise<Discovery> {
  const listed = (options.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (options.kubeconfigs.length > 0 && !isDeepStrictEqual(options.kubeconfigs, listed.map(absolute(options.home)))) {
    const files = await Promise.all(options.kubeconfigs.map((file) => readKubeconfig(file, 'report')));
    return {
      contexts: files.flatMap(({ parts }) => (parts === null ? [] : contextsOf(parts))),
      problems: files.flatMap(({ problems }) => problems),
      sources: options.kubeconfigs,
    };
  }
  const named = options.kubeconfigs.length > 0 ? options.kubeconfigs : listed;
  const candidates = named.length > 0 ? named : options.home === '' ? [] : [join(options.home, '.kube', 'config')];
  const files = await Promise.all(candidates.map((file) => readKubeconfig(file, 'skip')));
  const contexts = contextsOf(mergeParts(files.flatMap(({ parts }) => (parts === null ? [] : [parts]))));
  const problems = files.flatMap((file) => file.problems);
  const sources = candidates.filter((_, index) => files[index]?.parts !== null);
  if (contexts.length > 0 || problems.length > 0 || named.length > 0) return { contexts, problems, sources };
  const inCluster = inClusterContext(options.env, options.serviceAccountFolder ?? SERVICE_ACCOUNT_FOLDER);
  return inCluster === null
    ? { contexts, problems, sources }
    : { contexts: [inCluster], problems, sources: ['in-cluster'] };
}
