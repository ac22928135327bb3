import { isIP } from 'node:net';
import { fieldsAt } from '../object.js';
import { age, row, selector } from './cells.js';
import type { Field } from './field.js';
import { kind } from './kind.js';
import { checkSelector } from './label-selector.js';
import { checkPortReference } from './pod-template/probes.js';
import { fill } from './type-defaults.js';
import { specOf } from './workload.js';

function checkBlock(cidr: Field): void {
  const [address = '', bits = ''] = cidr.text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (/^\d+$/.test(bits) && Number(bits) <= most) return;
  cidr.invalid('must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
}

function checkRule(rule: Field, peers: string): void {
  for (const port of rule.at('ports').items) {
    const [number, end] = [port.at('port'), port.at('endPort')];
    port.at('protocol').oneOf(['TCP', 'UDP', 'SCTP']);
    if (number.given) checkPortReference(number);
    if (end.given && end.number < number.number) end.invalid('must be greater than or equal to `port`');
  }
  for (const peer of rule.at(peers).items) {
    const parts = ['podSelector', 'namespaceSelector', 'ipBlock'].map((name) => peer.at(name));
    if (parts.every(({ given }) => !given)) peer.required('must specify a peer');
    for (const part of parts.slice(0, 2)) checkSelector(part);
    if (parts[2]?.given) checkBlock(parts[2].at('cidr'));
  }
}

export const networkPolicy = kind('networking.k8s.io/v1', 'NetworkPolicy', {
  desired: specOf,
  cells: row(selector('spec.podSelector'), age),
  defaults: (draft) => {
    const spec = fieldsAt(draft, 'spec');
    fill(spec, { policyTypes: spec.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'] });
  },
  validate: (object) => {
    const spec = object.at('spec');
    checkSelector(spec.at('podSelector'));
    for (const rule of spec.at('ingress').items) checkRule(rule, 'from');
    for (const rule of spec.at('egress').items) checkRule(rule, 'to');
    for (const type of spec.at('policyTypes').items) type.oneOf(['Ingress', 'Egress']);
  },
});
