import { at, type Fields, fieldsAt, type KubeObject, listAt, textAt } from '../object.js';
import { type Admission, AdmissionError } from './kind.js';
import { fill } from './type-defaults.js';

const TOKEN_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A little more than an hour, so that a token is renewed once an hour. */
const TOKEN_SECONDS = 3607;

function addToken(spec: Fields, suffix: string): void {
  const containers = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
  const mountedAt = (one: Fields) => listAt(one, 'volumeMounts').map((mount) => mount.mountPath);
  const lacking = containers.filter((container) => !mountedAt(container).includes(TOKEN_FOLDER));
  if (lacking.length === 0) return;
  const name = `kube-api-access-${suffix}`;
  const namespace = { apiVersion: 'v1', fieldPath: 'metadata.namespace' };
  const sources = [
    { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: namespace }] } },
  ];
  spec.volumes = [...listAt(spec, 'volumes'), { name, projected: { sources, defaultMode: 0o644 } }];
  for (const container of lacking) {
    const mount = { name, readOnly: true, mountPath: TOKEN_FOLDER };
    container.volumeMounts = [...listAt(container, 'volumeMounts'), mount];
  }
}

/** A pod stays for five minutes on a node that has fallen silent, if it does not say otherwise. */
function addTolerations(spec: Fields): void {
  const tolerations = listAt(spec, 'tolerations');
  for (const condition of ['not-ready', 'unreachable']) {
    const key = `node.kubernetes.io/${condition}`;
    const tolerated = tolerations.some(
      (one) => (one.key === key || one.key === undefined) && (one.effect ?? 'NoExecute') === 'NoExecute',
    );
    if (tolerated) continue;
    tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  }
  spec.tolerations = tolerations;
}

/** What admission does to a pod: account and token, priority, tolerations. Changes nothing but tolerations of an old one. */
export function admitPod(pod: KubeObject, admission: Admission, old?: KubeObject): void {
  const spec = fieldsAt(pod, 'spec');
  addTolerations(spec);
  if (old !== undefined) return;
  const className = textAt(spec, 'priorityClassName');
  const priority = admission.priority(className);
  if (priority === undefined) {
    const refused = `pods "${pod.metadata.name}" is forbidden: no PriorityClass with name ${className} was found`;
    throw new AdmissionError(refused);
  }
  spec.priority = priority.value;
  fill(spec, { preemptionPolicy: priority.preemptionPolicy });
  fill(spec, { serviceAccountName: 'default' });
  const account = textAt(spec, 'serviceAccountName');
  if (!admission.hasServiceAccount(account)) {
    const missing = `service account ${pod.metadata.namespace}/${account}: serviceaccount "${account}" not found`;
    throw new AdmissionError(`pods "${pod.metadata.name}" is forbidden: error looking up ${missing}`);
  }
  spec.serviceAccount = account;
  if (at(spec, 'automountServiceAccountToken') !== false) addToken(spec, admission.suffix());
}
