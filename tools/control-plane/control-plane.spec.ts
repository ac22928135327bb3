import { existsSync } from 'node:fs';
import type { Person } from '@binnacle/testing/test-cluster';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ApiClient } from './api-client.ts';
import { type RealCluster, startTestCluster } from './real-cluster.ts';

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startTestCluster({ scenario: 'healthy', say: (line) => process.stderr.write(`${line}\n`) });
});

afterAll(async () => {
  await cluster?.stop();
});

function clientOf(person: Person): ApiClient {
  const { server, certificateAuthority } = cluster;
  return new ApiClient({ server, certificateAuthority, token: cluster.token(person) });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a control plane', () => {
  test('is the real one: its version, its controllers, its scheduler', async () => {
    const version = await cluster.api.get<{ gitVersion: string }>('/version');
    expect(version.gitVersion).toBe('v1.37.2');
    const leases = await cluster.kubectl(['get', 'leases', '-n', 'kube-system', '-o', 'name']);
    expect(leases).toContain('kube-controller-manager');
    expect(leases).toContain('kube-scheduler');
  });

  test('the scenario healthy shows every Deployment available and every node ready', async () => {
    const ready = '{range .items[*]}{.metadata.name} {.status.availableReplicas}/{.spec.replicas}{"\\n"}{end}';
    const deployments = await cluster.kubectl(['get', 'deployments', '-A', '-o', `jsonpath=${ready}`]);
    expect(deployments.trim().split('\n').sort()).toEqual(['api 2/2', 'cache 1/1', 'web 3/3']);
    expect(await cluster.kubectl(['get', 'nodes', '--no-headers'])).toMatch(/^(node-\d +Ready .*\n){3}$/);
  });

  test('kubectl logs answers', async () => {
    expect(await cluster.kubectl(['logs', 'deployment/web'])).toContain('listening on 8080');
  });

  test('kubectl failing rejects with its own words', async () => {
    await expect(cluster.kubectl(['get', 'pod', 'nowhere'])).rejects.toThrow('pods "nowhere" not found');
  });
});

describe('people', () => {
  test.each<[Person, string[], 'yes' | 'no']>([
    ['admin', ['delete', 'nodes'], 'yes'],
    ['viewer', ['list', 'pods', '-A'], 'yes'],
    ['viewer', ['watch', 'nodes'], 'yes'],
    ['viewer', ['get', 'secrets', '-n', 'team-a'], 'no'],
    ['viewer', ['patch', 'deployments', '-n', 'team-a'], 'no'],
    ['operator', ['watch', 'events', '-A'], 'yes'],
    ['operator', ['patch', 'deployments/web', '--subresource=scale'], 'yes'],
    ['operator', ['update', 'deployments', '-n', 'team-b'], 'yes'],
    ['operator', ['delete', 'pods'], 'no'],
    ['operator', ['get', 'secrets', '-A'], 'no'],
    ['team-a', ['patch', 'deployments', '-n', 'team-a'], 'yes'],
    ['team-a', ['list', 'pods', '-n', 'team-b'], 'no'],
    ['team-a', ['list', 'pods', '-A'], 'no'],
    ['nobody', ['list', 'pods', '-n', 'default'], 'no'],
    ['impersonator', ['impersonate', 'users/team-a'], 'yes'],
    ['impersonator', ['impersonate', 'users/admin'], 'no'],
    ['impersonator', ['patch', 'deployments'], 'no'],
  ])('%s: may %j is answered with %s', async (person, question, answer) => {
    const said = await cluster.kubectl(['auth', 'can-i', ...question], person).catch((error: Error) => error.message);
    // kubectl ends with an error when the answer is no, and then says nothing else.
    expect(said.trim() === 'yes' ? 'yes' : 'no').toBe(answer);
  });
});

describe('the audit log', () => {
  test('has the Audit-ID, the person, the object and the outcome of a change before its response is read', async () => {
    const api = clientOf('operator');
    const before = (await cluster.auditLog()).length;
    await api.patch('/apis/apps/v1/namespaces/default/deployments/web/scale', { spec: { replicas: 4 } });
    api.close();
    const records = (await cluster.auditLog()).slice(before);
    const found = records.find(({ user }) => user.username === 'operator');
    expect(found).toMatchObject({
      stage: 'ResponseComplete',
      verb: 'patch',
      objectRef: { resource: 'deployments', subresource: 'scale', namespace: 'default', name: 'web', apiGroup: 'apps' },
      responseStatus: { code: 200 },
    });
    expect(found?.auditID).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('keeps the Audit-ID that the client sent, and refusals too', async () => {
    const id = 'e5f0a1c2-0000-4000-8000-000000000001';
    const api = new ApiClient({
      server: cluster.server,
      certificateAuthority: cluster.certificateAuthority,
      token: cluster.token('nobody'),
      headers: { 'audit-id': id },
    });
    const answer = await api.ask('DELETE', '/api/v1/namespaces/default/pods/some');
    api.close();
    expect(answer.status).toBe(403);
    const found = (await cluster.auditLog()).filter(({ auditID }) => auditID === id);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ verb: 'delete', user: { username: 'nobody' }, responseStatus: { code: 403 } });
  });

  test('never has a request twice, nor reads that touch no Secret, nor leases', async () => {
    const records = await cluster.auditLog();
    const ids = records.map(({ auditID }) => auditID);
    expect(new Set(ids).size).toBe(ids.length);
    const reads = records.filter(({ verb }) => ['get', 'list', 'watch'].includes(verb));
    expect(new Set(reads.map(({ objectRef }) => objectRef?.resource))).toEqual(new Set(['secrets']));
    expect(records.some(({ objectRef }) => objectRef?.resource === 'leases')).toBe(false);
  });
});

describe('faults', () => {
  test('the API server killed and started again is the same server: port, certificate, data', async () => {
    const { server, certificateAuthority } = cluster;
    await cluster.killApiServer();
    await expect(cluster.api.ask('GET', '/readyz')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
    await cluster.startApiServer();
    expect([cluster.server, cluster.certificateAuthority]).toEqual([server, certificateAuthority]);
    expect(await cluster.kubectl(['get', 'deployment', 'web', '-o', 'name'])).toContain('web');
  });

  test('etcd killed and started again has lost nothing that was answered', async () => {
    const name = 'kept-across-a-kill';
    await cluster.kubectl(['create', 'configmap', name]);
    await cluster.killEtcd();
    expect(cluster.pids).not.toHaveProperty('etcd');
    await cluster.startEtcd();
    await vi.waitFor(async () => expect(await cluster.kubectl(['get', 'configmap', name])).toContain(name), 30_000);
  });

  test('a paused API server answers nothing until it goes on, and then answers', async () => {
    cluster.pauseApiServer();
    let answered = false;
    const answer = cluster.api.ask('GET', '/version').finally(() => {
      answered = true;
    });
    const kubectl = cluster.kubectl(['version', '--request-timeout=1s']);
    await expect(kubectl).rejects.toThrow(/failed/);
    expect(answered).toBe(false);
    cluster.resumeApiServer();
    expect((await answer).status).toBe(200);
  });

  test('a controller manager that ends is started again, as by a kubelet', async () => {
    const pid = cluster.pids['kube-controller-manager'] as number;
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(cluster.pids['kube-controller-manager'] ?? pid).not.toBe(pid), 10_000);
  });
});

test('a stopped cluster leaves no process and no file, and may be stopped again', async () => {
  const pids = Object.values(cluster.pids);
  expect(pids).toHaveLength(5);
  await cluster.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(cluster.folder)).toBe(false);
  await cluster.stop();
});
