import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person, TestCluster, TestClusterCapabilities } from '@binnacle/testing/test-cluster';
import type { TestProject } from 'vitest/node';
import { buildPrograms } from '../../tools/control-plane/build.ts';
import { startTestCluster } from '../../tools/control-plane/real-cluster.ts';
import { Cluster, type ClusterAccess } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: ClusterAccess;
    capabilities: TestClusterCapabilities;
    /** A resourceVersion from which the server no longer has the whole history. */
    forgottenVersion: string;
    /** The recorded outputs of kubectl are written instead of compared: `RECORD=1`, on the real control plane. */
    recording: boolean;
  }
}

const PEOPLE: Person[] = ['admin', 'viewer', 'operator', 'team-a', 'nobody', 'impersonator'];

/** A node that is silent for so long is called NotReady; short, so that the cases about it need not wait for 40 s. */
const NODE_GRACE_SECONDS = 8;

interface Kind {
  start(): Promise<TestCluster>;
  /** Has the server forget its history so far. */
  forget(cluster: TestCluster): Promise<void>;
}

const KINDS: Record<string, Kind> = {
  real: {
    start: () => startTestCluster({ nodes: 3, nodeMonitorGraceSeconds: NODE_GRACE_SECONDS }),
    // It keeps its recent history in memory, and begins anew with what is there when it starts.
    forget: async (cluster) => {
      await cluster.killApiServer();
      await cluster.startApiServer();
    },
  },
  sandbox: {
    start: () => {
      throw new Error('CLUSTER=sandbox: the embedded cluster is not there yet; use CLUSTER=real.');
    },
    forget: () => Promise.resolve(),
  },
};

function kindAskedFor(): Kind {
  const name = process.env.CLUSTER ?? 'real';
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`CLUSTER is "${name}"; it must be one of: ${Object.keys(KINDS).join(', ')}.`);
  if (process.env.RECORD === '1' && name !== 'real') throw new Error('RECORD=1 records the truth: use CLUSTER=real.');
  return kind;
}

/** Starts the one cluster that every case of this run shares, and ends it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kind = kindAskedFor();
  const cluster = await kind.start();
  const kubectlHome = mkdtempSync(join(tmpdir(), 'binnacle-conformance-'));
  const end = async () => {
    await cluster.stop();
    rmSync(kubectlHome, { recursive: true, force: true });
  };
  try {
    const access = await accessTo(cluster, kubectlHome);
    project.provide('cluster', access);
    project.provide('capabilities', cluster.capabilities);
    project.provide('recording', process.env.RECORD === '1');
    project.provide('forgottenVersion', await forgottenVersion(access, () => kind.forget(cluster)));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

async function accessTo(cluster: TestCluster, kubectlHome: string): Promise<ClusterAccess> {
  const ofEach = (value: (person: Person) => string) =>
    Object.fromEntries(PEOPLE.map((person) => [person, value(person)])) as Record<Person, string>;
  return {
    server: cluster.server,
    certificateAuthority: cluster.certificateAuthority,
    tokens: ofEach((person) => cluster.token(person)),
    kubeconfigs: ofEach((person) => cluster.kubeconfig(person)),
    kubectl: (await buildPrograms()).kubectl,
    kubectlHome,
  };
}

/** A version from before the server forgot; resolves when the controllers work with the server again. */
async function forgottenVersion(access: ClusterAccess, forget: () => Promise<void>): Promise<string> {
  const cluster = new Cluster(access);
  const { metadata } = await cluster.get('/api/v1/configmaps');
  await cluster.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'soon-forgotten' } });
  await forget();
  const space = await cluster.create('/api/v1/namespaces', { metadata: { generateName: 'first-' } });
  const account = `/api/v1/namespaces/${space.metadata.name}/serviceaccounts/default`;
  await cluster.settled(account, 'the controllers to work', () => true, 60_000);
  cluster.close();
  return metadata.resourceVersion;
}
