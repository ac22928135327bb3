import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The programs of a control plane for tests, in the order in which they are built: what is quick first. */
export const PROGRAMS = [
  'etcd',
  'kwok',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
] as const;

export type ProgramName = (typeof PROGRAMS)[number];

/** The least Go that the pinned modules build with. */
export const LEAST_GO = '1.26';

const KUBERNETES = { version: 'v1.37.2', major: '1', minor: '37' };

const STRIPPED = '-s -w';
const VERSION = 'k8s.io/component-base/version';
const KUBERNETES_LDFLAGS =
  `${STRIPPED} -X ${VERSION}.gitVersion=${KUBERNETES.version}` +
  ` -X ${VERSION}.gitMajor=${KUBERNETES.major} -X ${VERSION}.gitMinor=${KUBERNETES.minor}`;

interface Source {
  /** Folder under `modules` whose go.mod pins the source. */
  module: 'etcd' | 'kubernetes' | 'kwok';
  package: string;
  ldflags: string;
  /** What a build from nothing takes on two cores, for the person who waits. */
  about: string;
}

function kubernetes(command: string, about: string): Source {
  return { module: 'kubernetes', package: `k8s.io/kubernetes/cmd/${command}`, ldflags: KUBERNETES_LDFLAGS, about };
}

export const SOURCES: Record<ProgramName, Source> = {
  etcd: { module: 'etcd', package: 'go.etcd.io/etcd/server/v3', ldflags: STRIPPED, about: '1 minute' },
  kwok: { module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok', ldflags: STRIPPED, about: '2 minutes' },
  'kube-apiserver': kubernetes('kube-apiserver', '7 minutes'),
  'kube-controller-manager': kubernetes('kube-controller-manager', '2 minutes'),
  'kube-scheduler': kubernetes('kube-scheduler', 'half a minute'),
  kubectl: kubernetes('kubectl', 'half a minute'),
};

export const MODULES_FOLDER = join(import.meta.dirname, 'modules');

/** Names what would be built: the same pins and flags on the same platform give the same name, and so the same folder. */
function buildKey(): string {
  const hash = createHash('sha256');
  for (const module of ['etcd', 'kubernetes', 'kwok']) {
    for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(MODULES_FOLDER, module, file)));
  }
  hash.update(JSON.stringify([SOURCES, process.platform, process.arch]));
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder in the user's cache that holds the built programs. It lies outside the checkout, so that a clean checkout
 * need not build again, and its name is a hash of everything pinned, so that two checkouts never overwrite each other.
 */
export function programsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'binnacle', 'control-plane', buildKey());
}
