import { describe, expect } from 'vitest';
import { capabilities, test } from '../conformance.ts';
import type { Fields } from '../kube.ts';
import { configMap, deployment, pod } from '../manifests.ts';
import { complete } from '../rollouts.ts';
import { Transcript } from './transcript.ts';

/** Descriptions of fields are prose that a cluster may have or not; field names, types and lists of values are kept. */
const PROSE = /^ {4,}(?!.*\t<)/;

describe('kubectl: looking', () => {
  test('the seed: a Deployment of three behind a port of the nodes', async ({ cluster, ns, of }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('apply -f deployment.yaml -f service.yaml');
    await kubectl.say('rollout status deployment/nginx');
    await cluster.settled(of('endpointslices'), 'three endpoints', ({ items: [slice] }) => {
      const endpoints = (slice?.endpoints ?? []) as Fields[];
      return endpoints.filter(({ conditions }) => (conditions as Fields).ready).length === 3;
    });
    await kubectl.say('get all');
    await kubectl.say('get deployment,replicaset,pod,service -o wide');
    await kubectl.say('get endpointslices');
    await kubectl.say('describe deployment nginx');
    await kubectl.say('describe replicaset');
    await kubectl.say('describe service nginx');
    await kubectl.say('delete -f deployment.yaml -f service.yaml');
    await kubectl.matches('seed');
  });

  test('get: forms of output', async ({ cluster, ns, of }) => {
    await cluster.create(of('configmaps'), {
      ...configMap('a', { one: '1' }),
      metadata: { name: 'a', labels: { tier: 'x' } },
    });
    await cluster.create(of('configmaps'), { ...configMap('b'), metadata: { name: 'b', labels: { tier: 'y' } } });
    await cluster.settled(of('configmaps', 'kube-root-ca.crt'), 'the certificate', () => true);
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('get configmaps');
    await kubectl.say('get cm a b --no-headers');
    await kubectl.say('get configmaps -l tier=x -o name');
    await kubectl.say('get configmaps -l tier -L tier --show-labels');
    await kubectl.say('get configmap a -o yaml');
    await kubectl.say('get configmap a -o json --show-managed-fields=false');
    await kubectl.say("get configmaps -l tier -o jsonpath='{.items[*].metadata.name}'");
    await kubectl.say('get configmaps -l tier -o custom-columns=NAME:.metadata.name,TIER:.metadata.labels.tier');
    await kubectl.say('get configmaps --field-selector metadata.name=b');
    await kubectl.say('get configmaps --sort-by=.metadata.labels.tier -l tier');
    await kubectl.say('get secrets');
    await kubectl.matches('get');
  });

  test('get: what goes wrong', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('get pod absent');
    await kubectl.say('get pod absent --ignore-not-found');
    await kubectl.say('get nonsense');
    await kubectl.say('get deployments.example.test');
    await kubectl.say('get pods --field-selector spec.priority=1');
    await kubectl.say('get pods', { person: 'nobody' });
    await kubectl.say('get nodes', { person: 'nobody' });
    await kubectl.say('get pods --all-namespaces', { person: 'nobody' });
    await kubectl.matches('get-errors');
  });

  test('describe a pod and its events', async ({ cluster, ns, of }) => {
    await cluster.create(
      of('pods'),
      pod('web', { containers: [{ name: 'web', image: 'nginx:1.29', ports: [{ containerPort: 80 }] }] }),
    );
    await cluster.settled(of('pods', 'web'), 'running', ({ status }) => status.phase === 'Running');
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('describe pod web');
    await kubectl.say('describe pod absent');
    await kubectl.say('get events --field-selector involvedObject.name=web,reason=Scheduled');
    await kubectl.matches('describe-pod');
  });

  test('a pod that finds no node', async ({ cluster, ns, of }) => {
    await cluster.create(
      of('pods'),
      pod('web', { nodeSelector: { no: 'such-node' }, tolerations: [{ operator: 'Exists' }] }),
    );
    await cluster.settled(of('events'), 'the event', ({ items }) => items.length > 0);
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('get pod web -o wide');
    // How many nodes there are depends on what else is going on.
    await kubectl.say("get pod web -o jsonpath='{.status.conditions[0].reason}'");
    await kubectl.matches('pending-pod');
  });

  test('describe other kinds', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('create configmap settings --from-literal=colour=blue');
    await kubectl.say('create secret generic keys --from-literal=word=hello');
    await kubectl.say('create role reader --verb=get,list --resource=pods,deployments.apps');
    await kubectl.say('create rolebinding readers --role=reader --user=nobody');
    await kubectl.say('create poddisruptionbudget web --selector=app=web --min-available=1');
    for (const each of ['configmap settings', 'secret keys', 'role reader', 'rolebinding readers']) {
      await kubectl.say(`describe ${each}`);
    }
    await kubectl.say('get role,rolebinding,poddisruptionbudget');
    await kubectl.say('describe serviceaccount default');
    await kubectl.matches('describe-others');
  });

  test('explain: fields and their types', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('explain deployment.spec.strategy --recursive', { without: PROSE });
    await kubectl.say('explain deployment.spec.replicas', { without: PROSE });
    await kubectl.say('explain service.spec.ports', { without: PROSE });
    await kubectl.say('explain configmap', { without: PROSE });
    await kubectl.say('explain pod.spec.nonsense', { without: PROSE });
    await kubectl.say('explain nonsense');
    await kubectl.matches('explain');
  });

  test('api-resources: what each group has', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    for (const group of ['apps', 'batch', 'autoscaling', 'policy', 'rbac.authorization.k8s.io', 'discovery.k8s.io']) {
      await kubectl.say(`api-resources --api-group=${group} --sort-by=name`);
    }
    await kubectl.say('api-resources --api-group=apps -o wide');
    await kubectl.say('api-resources --api-group=apps --namespaced=false');
    await kubectl.matches('api-resources');
  });

  test('auth: what may I do', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('auth can-i create deployments');
    await kubectl.say('auth can-i create deployments', { person: 'nobody' });
    await kubectl.say('auth can-i get pods --subresource=log --as=nobody');
    await kubectl.say('auth can-i list nodes', { person: 'viewer' });
    await kubectl.say('auth can-i list pods', { person: 'team-a' });
    await kubectl.say('auth can-i get /readyz', { person: 'nobody' });
    await kubectl.say('auth can-i create nonsense');
    await kubectl.say('auth can-i --list', { person: 'nobody' });
    await kubectl.say('auth whoami -o jsonpath={.status.userInfo.username}', { person: 'viewer' });
    await kubectl.say('get pods --as=admin', { person: 'team-a' });
    await kubectl.matches('auth');
  });

  test('top needs metrics', async ({ cluster, ns, of, skip }) => {
    skip(capabilities.metrics, 'this cluster serves metrics.k8s.io');
    await cluster.create(of('deployments'), deployment('web'));
    await complete(cluster, of('deployments', 'web'));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('top pods');
    await kubectl.matches('top-without-metrics');
  });

  test('wait: for a condition, a field, the end', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('web'));
    await complete(cluster, of('deployments', 'web'));
    await cluster.create(of('pods'), pod('stuck', { nodeSelector: { no: 'such-node' } }));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('wait deployment/web --for=condition=Available');
    await kubectl.say("wait pod -l app=web --for=jsonpath='{.status.phase}'=Running");
    await kubectl.say('wait pod/stuck --for=condition=Ready --timeout=1s');
    await kubectl.say('wait pod/absent --for=condition=Ready --timeout=1s');
    await kubectl.say('wait pod/absent --for=delete --timeout=1s');
    await kubectl.say('delete pod stuck --wait=false');
    await kubectl.say('wait pod/stuck --for=delete --timeout=20s');
    await kubectl.matches('wait');
  });

  test('a watch prints what changes', async ({ cluster, ns, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    // It ends by itself: the timeout is the server's.
    const printed = await cluster.kubectl([
      `--namespace=${ns}`,
      'get',
      'configmap',
      'a',
      '--watch',
      '--request-timeout=2s',
    ]);
    const lines = printed.stdout.split('\n').map((line) => line.split(/ +/).slice(0, 2).join(' '));
    expect(lines).toEqual(['NAME DATA', 'a 1', '']);
  });
});
