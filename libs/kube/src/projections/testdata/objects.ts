import { readFileSync } from 'node:fs';
import type { KubeObject } from '../../reflector/ports.js';

/** Objects that a real API server (Kubernetes 1.37) answered with, and what kubectl printed of them at the same moment. */
export type Scenario = 'pod-states' | 'crash-loop' | 'rollout-stuck';

export function objectsOf(scenario: Scenario, kind?: string): KubeObject[] {
  const { items } = JSON.parse(readFileSync(new URL(`./${scenario}.json`, import.meta.url), 'utf8')) as { items: KubeObject[] };
  return kind === undefined ? items : items.filter((item) => item.kind === kind);
}

/** The lines of a kubectl table, as cells by heading. Columns begin where their headings do. */
export function kubectlTable(file: string): Array<Record<string, string>> {
  const [head = '', ...lines] = readFileSync(new URL(`./${file}.txt`, import.meta.url), 'utf8').trimEnd().split('\n');
  const columns = [...head.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ heading: match[0], from: match.index }));
  return lines.map((line) =>
    Object.fromEntries(columns.map(({ heading, from }, at) => [heading, line.slice(from, columns[at + 1]?.from).trim()])),
  );
}

const BORN = '2026-11-24T08:00:00Z';
/** {@link BORN} in seconds. */
export const BORN_AT = 1_795_507_200;

/** RFC 3339 of a number of seconds after {@link BORN}. */
export function after(seconds: number): string {
  return new Date((BORN_AT + seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

interface Status {
  [field: string]: unknown;
}

export function pod(status: Status, spec: Status = {}, metadata: Partial<KubeObject['metadata']> & Status = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-0', namespace: 'prod', uid: 'uid-web-0', creationTimestamp: BORN, ...metadata },
    spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'registry/web:1.9' }], ...spec },
    status,
  };
}

export function ready(status: 'True' | 'False' | 'Unknown', seconds = 0, reason = ''): Status {
  return { type: 'Ready', status, reason, lastTransitionTime: after(seconds) };
}

export const running = (seconds = 1): Status => ({ running: { startedAt: after(seconds) } });
export const waiting = (reason: string, message = ''): Status => ({ waiting: { reason, message } });
export const ended = (exitCode: number, more: Status = {}): Status => ({ terminated: { exitCode, finishedAt: after(60), ...more } });

export function container(state: Status, more: Status = {}): Status {
  return { name: 'web', ready: false, started: false, restartCount: 0, state, ...more };
}

export function deployment(status: Status | undefined, spec: Status = {}, metadata: Status = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'checkout',
      namespace: 'prod',
      uid: 'uid-checkout',
      creationTimestamp: BORN,
      generation: 2,
      annotations: { 'deployment.kubernetes.io/revision': '10' },
      ...metadata,
    },
    spec: {
      replicas: 3,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
      template: { spec: { containers: [{ name: 'web', image: 'registry/checkout:1.9.0' }] } },
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

export function node(conditions: Status[], spec: Status = {}, metadata: Status = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1', uid: 'uid-node-1', creationTimestamp: BORN, ...metadata },
    spec,
    status: { conditions, allocatable: { cpu: '3920m', memory: '15Gi', pods: '110' }, nodeInfo: { kubeletVersion: 'v1.37.2' } },
  };
}
