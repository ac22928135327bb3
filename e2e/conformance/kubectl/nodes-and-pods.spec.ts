import { describe, expect } from 'vitest';
import { capabilities, test } from '../conformance.ts';
import { deployment, disruptionBudget, pod } from '../manifests.ts';
import { PlayedNode } from '../played-node.ts';
import { complete } from '../rollouts.ts';
import { Transcript } from './transcript.ts';

describe('kubectl: nodes and pods', () => {
  test('cordon, drain, uncordon', async ({ cluster, ns, of }) => {
    const label = { 'conformance.test/pool': ns };
    const make = (name: string) => PlayedNode.create(cluster, name, { labels: label, serves: ns });
    const [first, second] = await Promise.all([make(`${ns}-first`), make(`${ns}-second`)]);
    const onPool = { nodeSelector: label, tolerations: first.pods.tolerations };
    await cluster.create(of('deployments'), deployment('web', { replicas: 2 }, onPool));
    await complete(cluster, of('deployments', 'web'));
    const kubectl = new Transcript(cluster, ns, [first.name, second.name]);
    await kubectl.say(`get node ${first.name}`);
    await kubectl.say(`cordon ${second.name}`);
    await kubectl.say(`cordon ${second.name}`);
    await kubectl.say(`get node ${second.name}`);
    await kubectl.say(`uncordon ${second.name}`);
    await kubectl.say(`drain ${first.name}`);
    await complete(cluster, of('deployments', 'web'));
    await kubectl.say(`get node ${first.name}`);
    await kubectl.say("get pods -o jsonpath='{.items[*].spec.nodeName}'");
    // A pod that nobody would make again.
    await cluster.create(of('pods'), pod('alone', second.pods));
    await cluster.settled(of('pods', 'alone'), 'running', ({ status }) => status.phase === 'Running');
    await kubectl.say(`drain ${second.name} --pod-selector=app=alone`);
    await kubectl.say(`drain ${second.name} --pod-selector=app=alone --force`);
    await kubectl.say(`uncordon ${second.name}`);
    await kubectl.say('cordon absent');
    await kubectl.matches('drain');
    await first.remove();
    await second.remove();
  });

  test('drain waits for a disruption budget', async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, `${ns}-node`, { serves: ns });
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }, node.pods));
    await complete(cluster, of('deployments', 'web'));
    await cluster.create(of('poddisruptionbudgets'), disruptionBudget('web', { minAvailable: 1 }));
    await cluster.settled(of('poddisruptionbudgets', 'web'), 'counted', ({ status }) => status.currentHealthy === 1);
    const kubectl = new Transcript(cluster, ns, [node.name]);
    // It would try again after five seconds.
    await kubectl.say(`drain ${node.name} --timeout=4s`);
    await kubectl.say(`get node ${node.name}`);
    await kubectl.matches('drain-budget');
    await node.remove();
  });

  test('nodes', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    // Those of the cluster itself; other cases have nodes of their own meanwhile.
    const printed = await kubectl.say('get nodes -l kubernetes.io/os=linux');
    const [header, ...rows] = printed
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/));
    expect(header).toEqual(['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION']);
    expect(rows.length).toBeGreaterThanOrEqual(1);
    for (const [, status, , age, version] of rows) {
      expect(status).toMatch(/^Ready(?:,SchedulingDisabled)?$/);
      expect(age).toMatch(/^\d+[smhd]/);
      expect(version).toMatch(/^v1\.\d+\.\d+/);
    }
  });

  test('logs: what goes wrong', async ({ cluster, ns, of }) => {
    const containers = ['web', 'log'].map((name) => ({ name, image: 'nginx:1.29' }));
    await cluster.create(of('pods'), pod('two', { containers }));
    await cluster.create(of('pods'), pod('waiting', { nodeSelector: { no: 'such-node' } }));
    await cluster.settled(of('pods', 'two'), 'running', ({ status }) => status.phase === 'Running');
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('logs absent');
    await kubectl.say('logs two -c absent');
    await kubectl.say('logs waiting');
    await kubectl.say('logs deployment/absent');
    await kubectl.say('logs two -c web', { person: 'nobody' });
    await kubectl.matches('logs-errors');
  });

  test('logs: of a pod, of a Deployment, the last line, of a container', async ({ cluster, ns, of, skip }) => {
    skip(!capabilities.logs, 'no kubelet of this cluster answers for logs');
    await cluster.create(of('deployments'), deployment('web'));
    await complete(cluster, of('deployments', 'web'));
    // What a program writes is its own affair: only how much of it is compared.
    const run = async (...args: string[]) => {
      const { exitCode, stdout } = await cluster.kubectl([`--namespace=${ns}`, 'logs', ...args]);
      expect(exitCode).toBe(0);
      return stdout;
    };
    const all = await run('deployment/web');
    const lines = all.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(await run('-l', 'app=web', '--tail=-1')).toBe(all);
    expect(await run('deployment/web', '--tail=1')).toBe(`${lines.at(-1)}\n`);
    expect(await run('deployment/web', '-c', 'main', '--prefix')).toMatch(/^\[pod\/web-\S+\/main\] /);
    expect(await run('deployment/web', '--timestamps')).toMatch(/^\d{4}-\d\d-\d\dT\S+Z /);
  });

  test('exec: what goes wrong', async ({ cluster, ns, of }) => {
    await cluster.create(of('pods'), pod('waiting', { nodeSelector: { no: 'such-node' } }));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('exec absent -- date');
    await kubectl.say('exec waiting -- date');
    await kubectl.say('exec waiting -c absent -- date');
    await kubectl.say('exec waiting -- date', { person: 'nobody' });
    await kubectl.matches('exec-errors');
  });

  test('exec: a command in a container, its output and its exit code', async ({ cluster, ns, of, skip }) => {
    skip(!capabilities.exec, 'no kubelet of this cluster runs commands');
    await cluster.create(of('pods'), pod('web'));
    await cluster.settled(of('pods', 'web'), 'running', ({ status }) => status.phase === 'Running');
    const run = (args: string[], input = '') => cluster.kubectl([`--namespace=${ns}`, 'exec', ...args], { input });
    expect(await run(['web', '--', 'echo', 'hello'])).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' });
    const failed = await run(['web', '--', 'sh', '-c', 'exit 3']);
    expect(failed).toEqual({ exitCode: 3, stdout: '', stderr: 'command terminated with exit code 3\n' });
    expect((await run(['web', '-i', '--', 'cat'], 'said\n')).stdout).toBe('said\n');
  });
});
