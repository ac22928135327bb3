import { describe, expect } from 'vitest';
import type { Answer, Cluster } from '../cluster.ts';
import { type PathOf, test } from '../conformance.ts';
import type { Fields } from '../kube.ts';
import { cronJob, deployment, disruptionBudget, job, pod, service, statefulSet } from '../manifests.ts';

/** A wrong manifest: where it goes, what it is, and all that the server says about it after "is invalid: ". */
type Wrong = [title: string, resource: string, about: string, body: Fields, said: string];

const port = (more: Fields) => service('a', { ports: [more] });
const containers = (...more: Fields[]) => pod('a', { containers: more });
const main = { name: 'main', image: 'nginx:1.29' };

const WRONG: Wrong[] = [
  ['a pod without containers', 'pods', 'Pod "a"', pod('a', { containers: [] }), 'spec.containers: Required value'],
  [
    'a container without name and image',
    'pods',
    'Pod "a"',
    containers({}),
    '[spec.containers[0].name: Required value, spec.containers[0].image: Required value]',
  ],
  [
    'two containers of one name',
    'pods',
    'Pod "a"',
    containers(main, main),
    'spec.containers[1].name: Duplicate value: "main"',
  ],
  [
    'a port that is none',
    'pods',
    'Pod "a"',
    containers({ ...main, ports: [{ containerPort: 0 }] }),
    'spec.containers[0].ports[0].containerPort: Required value',
  ],
  [
    'a port that is too high',
    'pods',
    'Pod "a"',
    containers({ ...main, ports: [{ containerPort: 70_000 }] }),
    'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
  ],
  [
    'more requested than allowed',
    'pods',
    'Pod "a"',
    containers({ ...main, resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
    'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
  ],
  [
    'a policy that does not exist',
    'pods',
    'Pod "a"',
    pod('a', { restartPolicy: 'Sometimes' }),
    'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
  ],
  [
    'a volume that is mounted and not there',
    'pods',
    'Pod "a"',
    containers({ ...main, volumeMounts: [{ name: 'absent', mountPath: '/a' }] }),
    'spec.containers[0].volumeMounts[0].name: Not found: "absent"',
  ],
  [
    'a Deployment with a count below zero',
    'deployments',
    'Deployment.apps "a"',
    deployment('a', { replicas: -1 }),
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'a Deployment that may neither add nor remove',
    'deployments',
    'Deployment.apps "a"',
    deployment('a', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
  ],
  [
    'a Deployment whose pods are not restarted',
    'deployments',
    'Deployment.apps "a"',
    deployment('a', {}, { restartPolicy: 'Never' }),
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ],
  [
    'a Deployment whose deadline comes before a pod counts',
    'deployments',
    'Deployment.apps "a"',
    deployment('a', { minReadySeconds: 10, progressDeadlineSeconds: 10 }),
    'spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds',
  ],
  [
    'a StatefulSet with an unknown policy',
    'statefulsets',
    'StatefulSet.apps "a"',
    statefulSet('a', { podManagementPolicy: 'Any' }),
    `spec.podManagementPolicy: Invalid value: "Any": must be 'OrderedReady' or 'Parallel'`,
  ],
  [
    'a Job whose pods are always restarted',
    'jobs',
    'Job.batch "a"',
    job('a', {}, { restartPolicy: 'Always' }),
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ],
  [
    'a CronJob whose schedule cannot be read',
    'cronjobs',
    'CronJob.batch "a"',
    cronJob('a', { schedule: 'daily' }),
    'spec.schedule: Invalid value: "daily": expected exactly 5 fields, found 1: [daily]',
  ],
  [
    'a CronJob of a zone that does not exist',
    'cronjobs',
    'CronJob.batch "a"',
    cronJob('a', { timeZone: 'Mars/Olympus' }),
    'spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus',
  ],
  ['a Service without ports', 'services', 'Service "a"', service('a', { ports: [] }), 'spec.ports: Required value'],
  [
    'a Service with an impossible port',
    'services',
    'Service "a"',
    port({ port: 0 }),
    // The port behind it is filled in from it, and is wrong too.
    '[spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive]',
  ],
  [
    'a Service with two ports and no names',
    'services',
    'Service "a"',
    service('a', { ports: [{ port: 80 }, { port: 81 }] }),
    '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
  ],
  [
    'a Service of an unknown type',
    'services',
    'Service "a"',
    service('a', { type: 'Tunnel' }),
    'spec.type: Unsupported value: "Tunnel": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
  ],
  [
    'a disruption budget with both bounds',
    'poddisruptionbudgets',
    'PodDisruptionBudget.policy "a"',
    disruptionBudget('a', { minAvailable: 1, maxUnavailable: 1 }),
    'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"a"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
  ],
  [
    'an autoscaler with its bounds the wrong way round',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler.autoscaling "a"',
    {
      metadata: { name: 'a' },
      spec: {
        minReplicas: 5,
        maxReplicas: 3,
        scaleTargetRef: { kind: 'Deployment', name: 'a', apiVersion: 'apps/v1' },
      },
    },
    'spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`',
  ],
];

function post(cluster: Cluster, of: PathOf, resource: string, body: Fields): Promise<Answer> {
  return cluster.request('admin', 'POST', of(resource), { body });
}

describe('invalid workloads', () => {
  for (const [title, resource, about, body, said] of WRONG) {
    test(title, async ({ cluster, of }) => {
      const answer = await post(cluster, of, resource, body);
      expect(answer.body.message).toBe(`${about} is invalid: ${said}`);
      expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
      // The message is put together from the causes, each of them with its field.
      const { causes } = answer.body.details as { causes: Array<{ field: string; message: string }> };
      const list = causes.map(({ field, message }) => `${field}: ${message}`);
      expect(list.length === 1 ? list[0] : `[${list.join(', ')}]`).toBe(said);
    });
  }
});
