import { isIP } from 'node:net';
import { WITHOUT_EFFECT } from './kind-schema.js';
import { fieldPath, type Problems } from './problem.js';
import { itemsAt, type Mapping, type Node, nodeAt, scalarAt, textAt } from './yaml/node.js';

const IDENTITY = { apiVersion: 'kind.x-k8s.io/v1alpha4', kind: 'Cluster' };

/** What kind checks of a configuration beyond its fields, and what the sandbox cannot follow. */
export function checkKind(cluster: Mapping, problems: Problems): void {
  for (const [name, expected] of Object.entries(IDENTITY)) {
    const given = scalarAt(cluster, name);
    const reason = given === undefined ? `The file does not say its ${name}.` : `${name} cannot be ${given.text}.`;
    if (given?.text !== expected)
      problems.add('error', given?.at ?? cluster.at, name, reason, `Write ${name}: ${expected}.`);
  }
  const name = scalarAt(cluster, 'name');
  if (name !== undefined && !/^[a-z0-9.-]+$/.test(name.text)) {
    const fix = `Write ${name.text.toLowerCase().replace(/[^a-z0-9.-]+/g, '-')}.`;
    problems.add('error', name.at, 'name', 'A name has small letters, digits, dots and dashes only.', fix);
  }
  const nodes = itemsAt(cluster, 'nodes');
  const workers = nodes.filter((node) => textAt(node, 'role', '') === 'worker');
  if (nodes.length > 0 && workers.length === nodes.length)
    problems.add(
      'error',
      cluster.at,
      'nodes',
      'A cluster needs a control plane.',
      'Add - role: control-plane to nodes.',
    );
  checkPortMappings(nodes, problems);
  const networking = nodeAt(cluster, 'networking');
  checkPort(networking, 'apiServerPort', 'networking', problems);
  for (const range of ['podSubnet', 'serviceSubnet']) {
    const given = scalarAt(networking, range);
    if (given === undefined || given.text.split(',').every(isSubnet)) continue;
    const reason = `${given.text} is no range of addresses.`;
    problems.add('error', given.at, fieldPath('networking', range), reason, 'Write it like 10.244.0.0/16.');
  }
  noteWithoutEffect(cluster, '', problems);
}

/** A port of the machine can be given away once, whichever nodes want it. */
function checkPortMappings(nodes: readonly Node[], problems: Problems): void {
  const taken = new Map<string, number>();
  for (const [index, node] of nodes.entries()) {
    for (const [at, mapping] of itemsAt(node, 'extraPortMappings').entries()) {
      const path = `nodes[${index}].extraPortMappings[${at}]`;
      checkPort(mapping, 'hostPort', path, problems);
      checkPort(mapping, 'containerPort', path, problems);
      const { at: place, text } = scalarAt(mapping, 'hostPort') ?? { at: mapping.at, text: '0' };
      const port = `${text}/${textAt(mapping, 'protocol', 'TCP').toUpperCase()}`;
      const line = taken.get(port);
      if (Number(text) <= 0) continue;
      if (line === undefined) taken.set(port, place.line);
      else {
        const reason = `The port ${port} of this machine is mapped in line ${line} already.`;
        problems.add(
          'error',
          place,
          fieldPath(path, 'hostPort'),
          reason,
          'Choose another port, or remove one mapping.',
        );
      }
    }
  }
}

function checkPort(node: Node | undefined, name: string, path: string, problems: Problems): void {
  const { value = 0, at = node?.at } = scalarAt(node, name) ?? {};
  const least = name === 'containerPort' ? 1 : -1;
  if (at !== undefined && typeof value === 'number' && (value < least || value > 65535))
    problems.add('error', at, fieldPath(path, name), `${name} has to be a port.`, 'Write a number from 1 to 65535.');
}

function isSubnet(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  return isIP(address) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

function noteWithoutEffect(node: Node, path: string, problems: Problems): void {
  if (node.type === 'sequence')
    for (const [index, item] of node.items.entries()) noteWithoutEffect(item, `${path}[${index}]`, problems);
  for (const { key, written, value } of node.type === 'mapping' ? node.entries : []) {
    const why = WITHOUT_EFFECT.get(key);
    if (why === undefined) noteWithoutEffect(value, fieldPath(path, key), problems);
    else problems.add('note', written.at, fieldPath(path, key), `${key} has no effect here: ${why}.`);
  }
}
