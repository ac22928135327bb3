import { describe } from 'vitest';
import { collectorHasSeen } from '../collector.ts';
import { test } from '../conformance.ts';
import { pod } from '../manifests.ts';
import { complete } from '../rollouts.ts';
import { Transcript } from './transcript.ts';

const settings = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n${data}`;

describe('kubectl: making', () => {
  test('create: each kind that it knows, in one line', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('create deployment web --image=nginx:1.29 --replicas=2 --port=80');
    await kubectl.say('create configmap settings --from-literal=colour=blue');
    await kubectl.say('create secret generic keys --from-literal=word=hello');
    await kubectl.say('create serviceaccount robot');
    await kubectl.say('create service clusterip web --tcp=80:80');
    await kubectl.say("create job once --image=busybox:1.37 -- sh -c 'echo hello'");
    await kubectl.say("create cronjob nightly --image=busybox:1.37 --schedule='0 3 * * *' -- date");
    await kubectl.say('create job by-hand --from=cronjob/nightly');
    await kubectl.say('create role reader --verb=get --resource=pods');
    await kubectl.say('create rolebinding readers --role=reader --serviceaccount=default:robot');
    await kubectl.say('create poddisruptionbudget web --selector=app=web --min-available=1');
    await kubectl.say('create ingress web --rule=web.test/=web:80');
    await kubectl.say('create -f config.yaml');
    await kubectl.say('create configmap settings --from-literal=colour=red');
    await kubectl.say('create deployment Web --image=nginx:1.29');
    await kubectl.say('create deployment other --image=nginx:1.29 --dry-run=client -o yaml');
    await kubectl.say('create deployment other --image=nginx:1.29 --dry-run=server -o name');
    await kubectl.say('get cronjob nightly -o jsonpath={.spec.schedule}');
    await kubectl.say('get job by-hand -o jsonpath={.metadata.annotations}');
    await kubectl.matches('create');
  });

  test('run and expose', async ({ cluster, ns, of }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('run web --image=nginx:1.29 --port=80 --labels=app=web');
    await cluster.settled(of('pods', 'web'), 'running', ({ status }) => status.phase === 'Running');
    await kubectl.say('get pod web');
    await kubectl.say('run web --image=nginx:1.29');
    await kubectl.say('expose pod web --port=8080 --target-port=80');
    await kubectl.say('create deployment api --image=nginx:1.29 --port=80');
    await kubectl.say('expose deployment api --type=NodePort --port=80 --name=api-nodes');
    await kubectl.say('expose deployment api --port=80 --name=api-nodes');
    await kubectl.say('expose deployment absent --port=80');
    await kubectl.say('get services -o wide');
    await kubectl.say('run once --image=busybox:1.37 --restart=Never --dry-run=client -o yaml -- date');
    await kubectl.matches('run-and-expose');
  });

  test('apply: created, unchanged, configured; what is left out is removed', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('apply -f config.yaml');
    await kubectl.say('apply -f config.yaml');
    await kubectl.say('apply -f -', { input: settings('  colour: green\n') });
    await kubectl.say('get configmap settings -o jsonpath={.data}');
    await kubectl.say('get configmap settings -o jsonpath={.metadata.annotations}');
    await kubectl.say('apply -f config.yaml --dry-run=server');
    await kubectl.say('apply -f config.yaml --dry-run=client');
    await kubectl.say('create configmap made --from-literal=one=1');
    await kubectl.say('apply -f -', {
      input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made}\ndata: {two: "2"}\n',
    });
    await kubectl.say('get configmap made -o jsonpath={.data}');
    await kubectl.say('apply view-last-applied configmap settings');
    await kubectl.matches('apply');
  });

  test('apply: what goes wrong', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('apply -f absent.yaml');
    await kubectl.say('apply -f -', { input: settings('  colour: {a: b}\n') });
    await kubectl.say('apply -f -', { input: `${settings('  colour: blue\n')}dato: {}\n` });
    await kubectl.say('apply --validate=false -f -', { input: `${settings('  colour: blue\n')}dato: {}\n` });
    await kubectl.say('apply -f -', { input: 'apiVersion: apps/v1\nkind: Deploymnet\nmetadata: {name: web}\n' });
    await kubectl.say('apply -f -', { input: 'apiVersion: app/v1\nkind: Deployment\nmetadata: {name: web}\n' });
    await kubectl.say('apply -f -', { input: 'kind: ConfigMap\nmetadata: {name: web}\n' });
    await kubectl.say('apply -f -', { input: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: web\n' });
    const labels =
      'selector: {matchLabels: {app: web}}\n  template: {metadata: {labels: {app: api}}, spec: {containers: [{name: web, image: nginx}]}}';
    const mismatch = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  ${labels}\n`;
    await kubectl.say('apply -f -', { input: mismatch });
    const port =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: nginx, ports: [{containerPort: "80"}]}]\n';
    await kubectl.say('apply -f -', { input: port });
    await kubectl.say('apply -f config.yaml', { person: 'nobody' });
    await kubectl.matches('apply-errors');
  });

  test('apply on the server: owners, conflicts, force', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    const mine = settings('  colour: blue\n');
    const theirs = settings('  colour: red\n');
    await kubectl.say('apply --server-side -f config.yaml');
    await kubectl.say('apply --server-side -f config.yaml');
    await kubectl.say('apply --server-side --field-manager=other -f -', { input: mine });
    await kubectl.say('apply --server-side --field-manager=other -f -', { input: theirs });
    await kubectl.say('apply --server-side --field-manager=other --force-conflicts -f -', { input: theirs });
    await kubectl.say('get configmap settings -o yaml --show-managed-fields');
    await kubectl.say('apply --server-side -f -', { input: `${mine}dato: {}\n` });
    await kubectl.matches('apply-server-side');
  });

  test('diff: nothing, something, something new', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('diff -f config.yaml');
    await kubectl.say('apply -f config.yaml');
    await kubectl.say('diff -f config.yaml');
    await kubectl.say('diff -f -', { input: settings('  colour: green\n  size: small\n') });
    await kubectl.matches('diff');
  });

  test('replace', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('replace -f config.yaml');
    await kubectl.say('create -f config.yaml');
    await kubectl.say('replace -f -', { input: settings('  colour: green\n') });
    await kubectl.say('get configmap settings -o jsonpath={.data}');
    await kubectl.matches('replace');
  });

  test('delete: by name, by file, by label, all, at once', async ({ cluster, ns, of }) => {
    await cluster.create(of('pods'), pod('a'));
    await cluster.create(of('pods'), pod('b', { nodeSelector: { no: 'such-node' } }));
    await cluster.settled(of('pods', 'a'), 'running', ({ status }) => status.phase === 'Running');
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('create -f config.yaml');
    await kubectl.say('create configmap one --from-literal=a=1');
    await kubectl.say('create configmap two --from-literal=a=1');
    await kubectl.say('label configmap one two tier=x');
    await kubectl.say('delete configmap one --dry-run=server');
    await kubectl.say('delete -f config.yaml');
    await kubectl.say('delete configmap -l tier=x');
    await kubectl.say('delete configmap absent');
    await kubectl.say('delete configmap absent --ignore-not-found');
    await kubectl.say('delete pod a');
    await kubectl.say('delete pod b --force --grace-period=0');
    await kubectl.say('delete pods --all');
    await kubectl.say('get pods');
    await kubectl.say('delete namespace default');
    await kubectl.matches('delete');
  });

  test('delete a Deployment and keep what it made', async ({ cluster, ns, of }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('create deployment web --image=nginx:1.29');
    await complete(cluster, of('deployments', 'web'));
    await collectorHasSeen(cluster, of);
    await kubectl.say('delete deployment web --cascade=orphan');
    await kubectl.say('get deployments,replicasets,pods');
    await kubectl.say('delete replicaset --all --cascade=foreground');
    await kubectl.say('get replicasets,pods');
    await kubectl.matches('delete-cascade');
  });
});
