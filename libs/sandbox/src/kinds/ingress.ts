import { isIP } from 'node:net';
import { type KubeObject, listAt, textAt } from '../object.js';
import { age, balancerText, row, someOf, text } from './cells.js';
import type { Field } from './field.js';
import { kind } from './kind.js';
import { dnsSubdomain, wildcardSubdomain } from './names.js';
import { specOf } from './workload.js';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

function hostsText(ingress: KubeObject): string {
  return (
    someOf(
      listAt(ingress, 'spec', 'rules')
        .map((rule) => textAt(rule, 'host'))
        .filter((host) => host !== ''),
      3,
    ) || '*'
  );
}

function checkHost(host: Field): void {
  if (host.text === '') return;
  if (isIP(host.text) !== 0) host.invalid('must be a DNS name, not an IP address');
  else host.follows(host.text.includes('*') ? wildcardSubdomain : dnsSubdomain);
}

function checkBackend(backend: Field): void {
  const [service, name, number] = ['service', 'service.port.name', 'service.port.number'].map((path) =>
    backend.at(path),
  );
  if (!service?.given) {
    if (!backend.at('resource').given) backend.invalid('resource or service backend is required', '');
    return;
  }
  service.at('name').needed();
  if (name?.text && number?.number) backend.invalid('cannot set both port name & port number', '');
  else if (!name?.text && !number?.number) backend.required('port name or number is required');
  else number?.within(1, 65535);
}

function checkPath(path: Field): void {
  const [type, value] = [path.at('pathType'), path.at('path')];
  if (!type.given) type.required('pathType must be specified');
  else if (!PATH_TYPES.includes(type.text)) type.unsupported(PATH_TYPES);
  else if (type.text !== 'ImplementationSpecific' || value.text !== '') {
    if (!value.text.startsWith('/')) value.invalid('must be an absolute path', value.text);
  }
  checkBackend(path.at('backend'));
}

export const ingress = kind('networking.k8s.io/v1', 'Ingress', {
  desired: specOf,
  cells: row(
    ...[text('spec.ingressClassName', '<none>'), hostsText, balancerText],
    ...[(object: KubeObject) => (listAt(object, 'spec', 'tls').length === 0 ? '80' : '80, 443'), age],
  ),
  firstStatus: () => ({ loadBalancer: {} }),
  validate: (object) => {
    const spec = object.at('spec');
    const [rules, backend] = [spec.at('rules'), spec.at('defaultBackend')];
    if (rules.items.length === 0 && !backend.given) {
      spec.invalid('either `defaultBackend` or `rules` must be specified', null);
    }
    if (backend.given) checkBackend(backend);
    for (const host of spec.at('tls').items.flatMap((tls) => tls.at('hosts').items)) checkHost(host);
    for (const rule of rules.items) {
      checkHost(rule.at('host'));
      const paths = rule.at('http.paths');
      if (rule.at('http').given && paths.items.length === 0) paths.required();
      for (const path of paths.items) checkPath(path);
    }
    spec.at('ingressClassName').follows(dnsSubdomain);
  },
});
