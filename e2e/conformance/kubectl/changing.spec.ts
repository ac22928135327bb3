import { describe } from 'vitest';
import { test } from '../conformance.ts';
import { condition } from '../kube.ts';
import { deployment, statefulSet } from '../manifests.ts';
import { complete } from '../rollouts.ts';
import { Transcript } from './transcript.ts';

describe('kubectl: changing', () => {
  test('scale', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 0 }));
    await complete(cluster, of('deployments', 'web'));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('scale deployment web --replicas=3');
    await kubectl.say('rollout status deployment web');
    await kubectl.say('get deployment web');
    await kubectl.say('scale deployment web --current-replicas=2 --replicas=5');
    await kubectl.say('scale deployment web --current-replicas=3 --replicas=0');
    await kubectl.say('scale statefulset db --replicas=1');
    await kubectl.say('scale deployment absent --replicas=1');
    await kubectl.say('scale deployment web --replicas=-1');
    await kubectl.say('scale daemonset absent --replicas=1');
    await kubectl.matches('scale');
  });

  test('rollout: set image, status, history, undo', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 2 }));
    await complete(cluster, of('deployments', 'web'));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say("annotate deployment web kubernetes.io/change-cause='first image'");
    await kubectl.say('set image deployment/web main=nginx:1.30');
    await kubectl.say("annotate deployment web kubernetes.io/change-cause='second image' --overwrite");
    await kubectl.say('rollout status deployment/web');
    await complete(cluster, of('deployments', 'web'));
    await kubectl.say('rollout history deployment/web');
    await kubectl.say('rollout history deployment/web --revision=1');
    await kubectl.say('rollout history deployment/web --revision=7');
    await kubectl.say('rollout undo deployment/web');
    await complete(cluster, of('deployments', 'web'));
    await kubectl.say('rollout history deployment/web');
    await kubectl.say('get deployment web -o wide');
    await kubectl.say('rollout undo deployment/web --to-revision=2');
    await complete(cluster, of('deployments', 'web'));
    await kubectl.say('rollout undo deployment/web --to-revision=9');
    await kubectl.say('get replicasets -o wide --sort-by=.spec.replicas');
    await kubectl.say('set image deployment/web absent=nginx:1.31');
    await kubectl.matches('rollout');
  });

  test('rollout: restart, pause, resume', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('rollout restart deployment/web');
    await kubectl.say('rollout status deployment/web');
    await kubectl.say('get deployment web -o jsonpath={.spec.template.metadata.annotations}');
    await complete(cluster, of('deployments', 'web'));
    await kubectl.say('rollout pause deployment/web');
    await kubectl.say('rollout pause deployment/web');
    await kubectl.say('set image deployment/web main=nginx:1.30');
    await kubectl.say('rollout undo deployment/web');
    await kubectl.say('rollout restart deployment/web');
    await cluster.settled(
      of('deployments', 'web'),
      'seen',
      ({ metadata, status }) => status.observedGeneration === metadata.generation,
    );
    await kubectl.say('get deployment web');
    await kubectl.say('rollout resume deployment/web');
    await kubectl.say('rollout resume deployment/web');
    await kubectl.say('rollout status deployment/web');
    await complete(cluster, of('deployments', 'web'));
    await kubectl.say('rollout history deployment/web');
    await kubectl.matches('rollout-pause');
  });

  test('rollout: one that gets stuck', async ({ cluster, ns, of }) => {
    const stuck = { nodeSelector: { no: 'such-node' } };
    await cluster.create(of('deployments'), deployment('web', { replicas: 2, progressDeadlineSeconds: 2 }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), { spec: { template: { spec: stuck } } });
    await cluster.settled(of('deployments', 'web'), 'late', (it) => condition(it, 'Progressing')?.status === 'False');
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('rollout status deployment/web');
    await kubectl.say('get deployment web');
    await kubectl.say('get pods');
    await kubectl.say('describe deployment web');
    await kubectl.matches('rollout-stuck');
  });

  test('autoscale', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('autoscale deployment web --min=2 --max=4 --cpu=75%');
    await cluster.settled(of('deployments', 'web'), 'scaled', ({ spec }) => spec.replicas === 2);
    await complete(cluster, of('deployments', 'web'));
    await kubectl.say('autoscale deployment web --min=2 --max=4');
    await kubectl.say('autoscale deployment web --min=5 --max=4 --name=other');
    await kubectl.say('get hpa web -o jsonpath={.spec}');
    await kubectl.say('get deployment web');
    await kubectl.matches('autoscale');
  });

  test('label and annotate', async ({ cluster, ns }) => {
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('create -f config.yaml');
    await kubectl.say('label configmap settings tier=front');
    await kubectl.say('label configmap settings tier=front');
    await kubectl.say('label configmap settings tier=back');
    await kubectl.say('label configmap settings tier=back --overwrite');
    await kubectl.say('label configmap settings tier=back --overwrite --resource-version=1');
    await kubectl.say('label configmap settings --list');
    await kubectl.say('label configmap settings tier-');
    await kubectl.say('label configmap settings tier-');
    await kubectl.say("label configmap settings 'bad label=x'");
    await kubectl.say("annotate configmap settings note='hello there'");
    await kubectl.say('annotate configmap settings note=other');
    await kubectl.say('annotate configmap settings note-');
    await kubectl.say('annotate configmap absent note=other');
    await kubectl.matches('label-and-annotate');
  });

  test('patch: the three kinds', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 0, paused: true }));
    const kubectl = new Transcript(cluster, ns);
    const spec = '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"busybox:1.37"}]}}}}';
    await kubectl.say(`patch deployment web -p '${spec}'`);
    // It says "no change" when the whole object is as it was, the status too: that must have come to rest.
    await cluster.settled(of('deployments', 'web'), 'at rest', ({ metadata, status }) => {
      return status.observedGeneration === metadata.generation && status.conditions?.length === 2;
    });
    await kubectl.say(`patch deployment web -p '${spec}'`);
    await kubectl.say("get deployment web -o jsonpath='{.spec.template.spec.containers[*].name}'");
    await kubectl.say(`patch deployment web --type=merge -p '${spec}'`);
    await kubectl.say("get deployment web -o jsonpath='{.spec.template.spec.containers[*].name}'");
    await kubectl.say(
      `patch deployment web --type=json -p '[{"op":"replace","path":"/spec/revisionHistoryLimit","value":3}]'`,
    );
    await kubectl.say('get deployment web -o jsonpath={.spec.revisionHistoryLimit}');
    await kubectl.say(
      `patch deployment web --type=json -p '[{"op":"test","path":"/spec/revisionHistoryLimit","value":5}]'`,
    );
    await kubectl.say(`patch deployment web --type=merge -p '{"spec":{"selector":{"matchLabels":{"app":"other"}}}}'`);
    await kubectl.say(`patch deployment absent --type=merge -p '{}'`);
    await kubectl.say(`patch deployment web --type=merge -p '{"spec":'`);
    await kubectl.say(`patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":1}}'`);
    await kubectl.matches('patch');
  });

  test('set: environment, resources, account', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 0, paused: true }));
    const kubectl = new Transcript(cluster, ns);
    await kubectl.say('set env deployment/web COLOUR=blue');
    await kubectl.say('set env deployment/web --list');
    await kubectl.say('set env deployment/web COLOUR-');
    await kubectl.say('set resources deployment/web --requests=cpu=50m,memory=64Mi');
    await kubectl.say("get deployment web -o jsonpath='{.spec.template.spec.containers[0].resources}'");
    await kubectl.say('set serviceaccount deployment web default');
    await kubectl.matches('set');
  });
});
