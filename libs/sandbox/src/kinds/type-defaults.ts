import { type Fields, isFields, textAt } from '../object.js';
import type { Schema } from './schema/schema.js';

/** Puts in what is absent; nothing that is there changes. */
export function fill(draft: Fields, values: Fields): void {
  for (const [name, value] of Object.entries(values)) draft[name] ??= structuredClone(value);
}

function container(draft: Fields): void {
  const image = textAt(draft, 'image');
  const latest = /^[^\s@]+$/.test(image) && !/:(?!latest$)[^:/]+$/.test(image);
  fill(draft, {
    imagePullPolicy: latest ? 'Always' : 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
}

function podSpec(draft: Fields): void {
  draft.serviceAccountName ??= draft.serviceAccount;
  draft.serviceAccount = draft.serviceAccountName;
  fill(draft, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
}

function volume(draft: Fields): void {
  if (Object.keys(draft).length === 1) draft.emptyDir = {};
}

function servicePort(draft: Fields): void {
  fill(draft, { protocol: 'TCP' });
  if (draft.targetPort === 0 || draft.targetPort === '') draft.targetPort = draft.port;
}

const MODE = { defaultMode: 0o644 };
const RBAC = 'rbac.authorization.k8s.io';

/** What a part of an object is filled in with wherever it stands, by the name of its definition. */
const DEFAULTS: Record<string, Fields | ((draft: Fields) => void)> = {
  'core.v1.ConfigMapVolumeSource': MODE,
  'core.v1.Container': container,
  'core.v1.ContainerPort': { protocol: 'TCP' },
  'core.v1.DownwardAPIVolumeSource': MODE,
  'core.v1.EndpointPort': { protocol: 'TCP' },
  'core.v1.EphemeralContainer': container,
  'core.v1.HTTPGetAction': { path: '/', scheme: 'HTTP' },
  'core.v1.HostPathVolumeSource': { type: '' },
  'core.v1.ObjectFieldSelector': { apiVersion: 'v1' },
  'core.v1.PersistentVolumeClaimSpec': { volumeMode: 'Filesystem' },
  'core.v1.PodSpec': podSpec,
  'core.v1.Probe': { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  'core.v1.ProjectedVolumeSource': MODE,
  'core.v1.SecretVolumeSource': MODE,
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: 3600 },
  'core.v1.ServicePort': servicePort,
  'core.v1.Volume': volume,
  'discovery.v1.EndpointPort': { name: '', protocol: 'TCP' },
  'networking.v1.IngressClassParametersReference': { scope: 'Cluster' },
  'networking.v1.NetworkPolicyPort': { protocol: 'TCP' },
  'rbac.v1.RoleRef': (draft) => {
    if (draft.apiGroup === '' || draft.apiGroup === undefined) draft.apiGroup = RBAC;
  },
  'rbac.v1.Subject': (draft) => {
    if (draft.kind === 'User' || draft.kind === 'Group') fill(draft, { apiGroup: RBAC });
  },
};

/** Fills in an object and everything in it, in place, from the outside in. */
export function setTypeDefaults(draft: unknown, schema: Schema): void {
  if (schema.element !== undefined) {
    const inner = Array.isArray(draft) ? draft : isFields(draft) ? Object.values(draft) : [];
    for (const one of inner) setTypeDefaults(one, schema.element);
  }
  if (schema.type !== 'struct' || !isFields(draft)) return;
  const own = DEFAULTS[schema.definition?.replace('io.k8s.api.', '') ?? ''];
  if (typeof own === 'function') own(draft);
  else if (own !== undefined) fill(draft, own);
  for (const [name, value] of Object.entries(draft)) {
    const field = schema.fields.get(name);
    if (field !== undefined) setTypeDefaults(value, field);
  }
}
