import { describe, expect } from 'vitest';
import { test } from '../conformance.ts';
import type { Fields } from '../kube.ts';
import { cronJob, daemonSet, deployment, disruptionBudget, job, pod, service, statefulSet } from '../manifests.ts';

const CONTAINER = {
  name: 'main',
  image: 'nginx:1.29',
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
};

const templateSpec = (more: Fields = {}) => ({
  containers: [CONTAINER],
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
  ...more,
});

const templateOf = (app: string) => ({ metadata: { labels: { app } }, spec: templateSpec() });

/** What the server fills in where a manifest says nothing: exactly this and nothing besides. */
describe('defaults', () => {
  test('Deployment', async ({ cluster, of }) => {
    const { spec, status } = await cluster.create(
      of('deployments'),
      deployment('a', { replicas: undefined, paused: true }),
    );
    expect(spec).toEqual({
      replicas: 1,
      selector: { matchLabels: { app: 'a' } },
      template: templateOf('a'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      paused: true,
    });
    expect(status).toEqual({});
  });

  test('StatefulSet', async ({ cluster, of }) => {
    const { spec, status } = await cluster.create(of('statefulsets'), statefulSet('a', { replicas: 0 }));
    expect(spec).toEqual({
      replicas: 0,
      selector: { matchLabels: { app: 'a' } },
      template: templateOf('a'),
      serviceName: 'a',
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } },
      revisionHistoryLimit: 10,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
    expect(status).toEqual({ replicas: 0, availableReplicas: 0 });
  });

  test('DaemonSet', async ({ cluster, of }) => {
    const nodeSelector = { no: 'such-node' };
    const created = await cluster.create(of('daemonsets'), daemonSet('a', {}, { nodeSelector }));
    expect(created.metadata.annotations).toEqual({ 'deprecated.daemonset.template.generation': '1' });
    expect(created.spec).toEqual({
      selector: { matchLabels: { app: 'a' } },
      template: { metadata: { labels: { app: 'a' } }, spec: templateSpec({ nodeSelector }) },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
    });
    expect(created.status).toEqual({
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    });
  });

  test('Job: a selector and labels that no other Job has', async ({ cluster, of }) => {
    const created = await cluster.create(of('jobs'), job('a', { suspend: true }));
    const { uid } = created.metadata;
    const labels = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': 'a',
      'controller-uid': uid,
      'job-name': 'a',
    };
    expect(created.metadata.labels).toEqual(labels);
    expect(created.spec).toEqual({
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      manualSelector: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      suspend: true,
      template: { metadata: { labels }, spec: templateSpec({ restartPolicy: 'Never' }) },
    });
  });

  test('CronJob', async ({ cluster, of }) => {
    const { spec, status } = await cluster.create(of('cronjobs'), cronJob('a'));
    expect(spec).toEqual({
      schedule: '0 0 1 1 *',
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        metadata: {},
        spec: { template: { metadata: {}, spec: templateSpec({ restartPolicy: 'Never' }) } },
      },
    });
    expect(status).toEqual({});
  });

  test('Pod: account, token volume, tolerations, priority, quality of service', async ({ cluster, of }) => {
    const nodeSelector = { no: 'such-node' };
    const { spec, status } = await cluster.create(of('pods'), pod('a', { nodeSelector }));
    const name = String((spec.volumes as Fields[])[0]?.name);
    expect(name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const mount = { name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
    const stays = (key: string) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
    const sources = [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ];
    expect(spec).toEqual({
      ...templateSpec({ nodeSelector }),
      containers: [{ ...CONTAINER, volumeMounts: [mount] }],
      volumes: [{ name, projected: { sources, defaultMode: 420 } }],
      serviceAccountName: 'default',
      serviceAccount: 'default',
      tolerations: [stays('node.kubernetes.io/not-ready'), stays('node.kubernetes.io/unreachable')],
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      enableServiceLinks: true,
    });
    expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  test('Pod: without a tag, or with latest, an image is always pulled', async ({ cluster, of }) => {
    const policyOf = async (name: string, image: string) => {
      const made = await cluster.create(of('pods'), pod(name, { containers: [{ name: 'main', image }] }));
      return (made.spec.containers as Fields[])[0]?.imagePullPolicy;
    };
    expect(await policyOf('a', 'nginx')).toBe('Always');
    expect(await policyOf('b', 'nginx:latest')).toBe('Always');
    expect(await policyOf('c', 'nginx:1.29')).toBe('IfNotPresent');
  });

  test('Pod: limits are requests too, and decide the quality of service', async ({ cluster, of }) => {
    const of1 = (name: string, resources: Fields) =>
      cluster.create(of('pods'), pod(name, { containers: [{ name: 'main', image: 'nginx:1.29', resources }] }));
    const limits = { cpu: '0.1', memory: '64Mi' };
    const guaranteed = await of1('a', { limits });
    // A quantity is answered in its shortest form.
    expect((guaranteed.spec.containers as Fields[])[0]?.resources).toEqual({
      limits: { cpu: '100m', memory: '64Mi' },
      requests: { cpu: '100m', memory: '64Mi' },
    });
    expect(guaranteed.status.qosClass).toBe('Guaranteed');
    expect((await of1('b', { requests: { cpu: '10m' } })).status.qosClass).toBe('Burstable');
  });

  test('Service: an address of the cluster, the same port behind it', async ({ cluster, of }) => {
    const { spec, status } = await cluster.create(of('services'), service('a'));
    const clusterIP = expect.stringMatching(/^10\.96\.\d+\.\d+$/);
    expect(spec).toEqual({
      ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
      selector: { app: 'a' },
      clusterIP,
      clusterIPs: [clusterIP],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    });
    expect(status).toEqual({ loadBalancer: {} });
  });

  test('Service of type NodePort: a port between 30000 and 32767', async ({ cluster, of }) => {
    const { spec } = await cluster.create(of('services'), service('a', { type: 'NodePort' }));
    const port = Number((spec.ports as Fields[])[0]?.nodePort);
    expect(port).toBeGreaterThanOrEqual(30_000);
    expect(port).toBeLessThanOrEqual(32_767);
    expect(spec.externalTrafficPolicy).toBe('Cluster');
  });

  test('a headless Service has no address', async ({ cluster, of }) => {
    const { spec } = await cluster.create(of('services'), service('a', { clusterIP: 'None' }));
    expect(spec).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'], type: 'ClusterIP' });
  });

  test('Secret: stringData is taken in as data and not shown again', async ({ cluster, of }) => {
    const created = await cluster.create(of('secrets'), { metadata: { name: 'a' }, stringData: { word: 'hello' } });
    expect(created).toMatchObject({ type: 'Opaque', data: { word: 'aGVsbG8=' } });
    expect(created).not.toHaveProperty('stringData');
  });

  test('HorizontalPodAutoscaler: one at least, and 80 % of the processor', async ({ cluster, of }) => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'absent' };
    const body = { metadata: { name: 'a' }, spec: { maxReplicas: 3, scaleTargetRef } };
    const { spec, status } = await cluster.create(of('horizontalpodautoscalers'), body);
    const target = { type: 'Utilization', averageUtilization: 80 };
    expect(spec).toEqual({
      scaleTargetRef,
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    });
    expect(status).toEqual({ desiredReplicas: 0, currentMetrics: null });
  });

  test('PodDisruptionBudget: a status of zeros', async ({ cluster, of }) => {
    const { status } = await cluster.create(of('poddisruptionbudgets'), disruptionBudget('a', { minAvailable: 1 }));
    expect(status).toEqual({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 });
  });

  test('PersistentVolumeClaim: Pending, and protected while a pod uses it', async ({ cluster, of }) => {
    const created = await cluster.create(of('persistentvolumeclaims'), {
      metadata: { name: 'a' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    expect(created.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(created.spec).toMatchObject({ volumeMode: 'Filesystem', resources: { requests: { storage: '1Gi' } } });
    expect(created.status).toEqual({ phase: 'Pending' });
  });

  test('Namespace: Active, labelled with its name, kept until it is empty', async ({ cluster, ns }) => {
    const namespace = await cluster.get(`/api/v1/namespaces/${ns}`);
    expect(namespace.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': ns });
    expect(namespace.spec).toEqual({ finalizers: ['kubernetes'] });
    expect(namespace.status).toEqual({ phase: 'Active' });
  });
});
