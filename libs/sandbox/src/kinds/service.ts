import { isIP } from 'node:net';
import { type Fields, fieldsAt, type KubeObject, listAt, numberAt, textAt } from '../object.js';
import { age, balancerText, labels, row, text } from './cells.js';
import { asStruct, type Field } from './field.js';
import { type Admission, kind } from './kind.js';
import { checkLabels } from './label-selector.js';
import { dnsLabel, dnsSubdomain } from './names.js';
import { checkPortReference } from './pod-template/probes.js';
import { fill } from './type-defaults.js';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PORT = 'Name Protocol AppProtocol Port TargetPort NodePort';

function externalIp(service: KubeObject): string {
  const { type, externalIPs, externalName } = fieldsAt(service, 'spec');
  const given = Array.isArray(externalIPs) ? externalIPs.map(String) : [];
  if (type === 'ExternalName') return String(externalName);
  const balanced = type === 'LoadBalancer' ? balancerText(service) : '';
  const all = [balanced, ...given].filter((address) => address !== '');
  return all.join(',') || (type === 'LoadBalancer' ? '<pending>' : '<none>');
}

function portsText(service: KubeObject): string {
  const ports = listAt(service, 'spec', 'ports').map((port) => {
    const node = numberAt(port, 'nodePort');
    return `${numberAt(port, 'port')}${node > 0 ? `:${node}` : ''}/${textAt(port, 'protocol')}`;
  });
  return ports.join(',') || '<none>';
}

const reachable = (spec: Fields) =>
  spec.type === 'NodePort' ||
  spec.type === 'LoadBalancer' ||
  (spec.type === 'ClusterIP' && spec.externalIPs !== undefined);

function fillSpec(spec: Fields): void {
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  if (spec.sessionAffinity === 'ClientIP')
    fill(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } });
  else if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (reachable(spec)) fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec.type !== 'ExternalName' && TYPES.includes(String(spec.type)))
    fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (spec.type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
}

/** Takes away what belonged to the type that a service no longer has, and was not given anew. */
function forget(spec: Fields, before: Fields): void {
  const nodePorts = listAt(before, 'ports').map((port) => port.nodePort);
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') {
    for (const port of listAt(spec, 'ports')) if (nodePorts.includes(port.nodePort)) delete port.nodePort;
  }
  if (!reachable(spec)) delete spec.externalTrafficPolicy;
  if (spec.type !== 'LoadBalancer') delete spec.allocateLoadBalancerNodePorts;
  if (spec.type !== 'ExternalName' || spec.clusterIP !== before.clusterIP) return;
  for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'])
    delete spec[name];
}

/** Gives a service its addresses and node ports; one that is replaced keeps those of the old one. */
function allocate(draft: KubeObject, { clusterIp, nodePort }: Admission, old?: KubeObject): void {
  const spec = fieldsAt(draft, 'spec');
  const before = fieldsAt(old, 'spec');
  if (old !== undefined && spec.type !== before.type) forget(spec, before);
  if (spec.type === 'ExternalName') return;
  fill(spec, { clusterIP: before.clusterIP, ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
  if (spec.clusterIP !== 'None' && (old === undefined || before.clusterIP === undefined)) {
    spec.clusterIP = clusterIp(spec.clusterIP as string | undefined);
  }
  if (spec.clusterIPs === undefined || spec.clusterIP !== before.clusterIP) spec.clusterIPs = [spec.clusterIP];
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return;
  for (const port of listAt(spec, 'ports')) {
    const others = listAt(before, 'ports');
    port.nodePort ??= others.find((one) => one.name === port.name && one.port === port.port)?.nodePort;
    const kept = others.some((one) => one.nodePort === port.nodePort);
    if (port.nodePort === undefined || !kept) port.nodePort = nodePort(port.nodePort as number | undefined);
  }
}

function checkPorts(ports: Field): void {
  const [names, used] = [new Set<string>(), new Set<string>()];
  const [several, all] = [ports.items.length > 1, ports.items];
  for (const port of all) {
    const [name, number] = [port.at('name'), port.at('port')];
    if (several) name.needed();
    if (dnsLabel(name.text).length > 0) name.follows(dnsLabel);
    else if (names.has(name.text)) name.duplicate();
    else names.add(name.text);
    number.within(1, 65535);
    port.at('protocol').oneOf(['SCTP', 'TCP', 'UDP']);
    checkPortReference(port.at('targetPort'));
  }
  for (const port of all) {
    const key = `${port.at('protocol').text}/${port.at('port').number}`;
    if (used.has(key)) {
      const shown = { Protocol: port.at('protocol').text, Port: port.at('port').number };
      port.duplicate(asStruct({ Name: '', TargetPort: 0, NodePort: 0, ...shown }, PORT));
    }
    used.add(key);
  }
}

function checkSpec(spec: Field): void {
  const [type, ip] = [spec.at('type').text, spec.at('clusterIPs').items[0]];
  const ports = spec.at('ports');
  if (ports.items.length === 0 && ip?.text !== 'None' && type !== 'ExternalName') ports.required();
  if (type === 'ExternalName') {
    const name = spec.at('externalName');
    if (name.needed()) name.follows(dnsSubdomain);
  }
  if (ip?.text === 'None' && (type === 'NodePort' || type === 'LoadBalancer')) {
    ip.invalid(`may not be set to 'None' for ${type} services`);
  } else if (ip !== undefined && ip.text !== 'None' && isIP(ip.text) === 0) {
    ip.invalid('must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
  }
  checkPorts(ports);
  checkLabels(spec.at('selector'));
  spec.at('sessionAffinity').oneOf(['ClientIP', 'None']);
  spec.at('type').oneOf(TYPES);
  const external = spec.at('externalTrafficPolicy');
  if (external.given && !reachable(fieldsAt(spec.value))) {
    external.invalid('may only be set for externally-accessible services');
  } else external.oneOf(['Cluster', 'Local']);
  spec.at('internalTrafficPolicy').oneOf(['Cluster', 'Local']);
  for (const port of ports.items) {
    const node = port.at('nodePort');
    if (type === 'ClusterIP' && node.number !== 0) node.forbidden("may not be used when `type` is 'ClusterIP'");
  }
}

export const service = kind('v1', 'Service', {
  createOnUpdate: true,
  nameFaults: dnsLabel,
  cells: row(text('spec.type'), text('spec.clusterIP', '<none>'), externalIp, portsText, age, labels('spec.selector')),
  defaults: (draft) => fillSpec(fieldsAt(draft, 'spec')),
  admit: allocate,
  firstStatus: () => ({ loadBalancer: {} }),
  validate: (object, old) => {
    const spec = object.at('spec');
    checkSpec(spec);
    const [now, before] = [spec.at('clusterIPs'), old?.at('spec.clusterIPs')];
    if (before?.given && now.items[0]?.text !== before.items[0]?.text) {
      now.items[0]?.invalid('may not change once set', now.value);
    }
  },
});
