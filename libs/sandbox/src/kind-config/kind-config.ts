import { FieldCheck } from './check-fields.js';
import { checkKind } from './check-kind.js';
import { objectIn } from './check-manifests.js';
import { KIND_SCHEMA } from './kind-schema.js';
import { type Problem, Problems } from './problem.js';
import { itemsAt, type Node, nodeAt, numberAt, textAt } from './yaml/node.js';
import { readDocuments } from './yaml/read-documents.js';

export interface PortMapping {
  readonly containerPort: number;
  /** 0: any that is free. */
  readonly hostPort: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

export interface KindNode {
  readonly role: 'control-plane' | 'worker';
  readonly labels: Readonly<Record<string, string>>;
  readonly extraPortMappings: readonly PortMapping[];
}

/** What a kind configuration says of the shape of a cluster and has an effect here, with kind's defaults. */
export interface KindConfig {
  readonly name: string;
  readonly nodes: readonly KindNode[];
  /** 0: any that is free. */
  readonly apiServerPort: number;
  readonly podSubnet: string;
  readonly serviceSubnet: string;
}

/** Reads a kind configuration; `config` is there when none of the problems is an error. */
export function readKindConfig(text: string): { config?: KindConfig; problems: Problem[] } {
  const problems = new Problems();
  const [first, second] = readDocuments(text, problems);
  const cluster = first === undefined ? undefined : objectIn(first, problems);
  if (cluster !== undefined) {
    new FieldCheck(problems, 'kind').check(cluster, KIND_SCHEMA, '');
    checkKind(cluster, problems);
  } else if (!problems.hasErrors) {
    const fix = 'Begin with apiVersion: kind.x-k8s.io/v1alpha4 and kind: Cluster.';
    problems.add('error', { line: 1, column: 1 }, '', 'The configuration is empty.', fix);
  }
  if (second !== undefined)
    problems.add('warning', second.at, '', 'kind reads the first document only; this one has no effect.');
  if (cluster === undefined || problems.hasErrors) return { problems: problems.list() };
  return { config: configOf(cluster), problems: problems.list() };
}

function configOf(cluster: Node): KindConfig {
  const nodes = itemsAt(cluster, 'nodes');
  const networking = nodeAt(cluster, 'networking');
  return {
    name: textAt(cluster, 'name', 'kind'),
    nodes: nodes.length === 0 ? [kindNode(undefined)] : nodes.map(kindNode),
    apiServerPort: Math.max(0, numberAt(networking, 'apiServerPort')),
    podSubnet: textAt(networking, 'podSubnet', '10.244.0.0/16'),
    serviceSubnet: textAt(networking, 'serviceSubnet', '10.96.0.0/16'),
  };
}

function kindNode(node: Node | undefined): KindNode {
  const labels = nodeAt(node, 'labels');
  return {
    role: textAt(node, 'role', '') === 'worker' ? 'worker' : 'control-plane',
    // kind takes any scalar for a label, as it is written.
    labels: Object.fromEntries(
      labels?.type === 'mapping' ? labels.entries.map(({ written: { text } }) => [text, textAt(labels, text, '')]) : [],
    ),
    extraPortMappings: itemsAt(node, 'extraPortMappings').map((mapping) => ({
      containerPort: numberAt(mapping, 'containerPort'),
      hostPort: Math.max(0, numberAt(mapping, 'hostPort')),
      protocol: textAt(mapping, 'protocol', 'TCP').toUpperCase() as PortMapping['protocol'],
    })),
  };
}
