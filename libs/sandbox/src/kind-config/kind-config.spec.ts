import { describe, expect, test } from 'vitest';
import { readKindConfig } from './index.js';

const HEAD = 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n';
const NODES = `${HEAD}name: dev
nodes:
  - role: control-plane
    extraPortMappings:
      - containerPort: 30007
        hostPort: 8080
  - role: worker
    labels: {tier: y, zone: 1}
`;

const said = (text: string): string[] =>
  readKindConfig(text).problems.map(({ severity, line, column, path, reason, fix = '' }) =>
    `${severity} ${line}:${column} ${path}: ${reason} ${fix}`.trim(),
  );

test('a configuration says the shape of the cluster, with the defaults of kind', () => {
  expect(readKindConfig(NODES)).toEqual({
    config: {
      name: 'dev',
      nodes: [
        {
          role: 'control-plane',
          labels: {},
          extraPortMappings: [{ containerPort: 30007, hostPort: 8080, protocol: 'TCP' }],
        },
        // kind reads a label as it is written; kubectl would read y as true.
        { role: 'worker', labels: { tier: 'y', zone: '1' }, extraPortMappings: [] },
      ],
      apiServerPort: 0,
      podSubnet: '10.244.0.0/16',
      serviceSubnet: '10.96.0.0/16',
    },
    problems: [],
  });
});

test('without nodes there is one control plane', () => {
  expect(readKindConfig(HEAD).config).toMatchObject({ name: 'kind', nodes: [{ role: 'control-plane' }] });
});

test('networking that has an effect is taken over', () => {
  const text = `${HEAD}networking: {apiServerPort: 6443, podSubnet: 10.1.0.0/16, serviceSubnet: "10.2.0.0/16,fd00::/108"}\n`;
  expect(readKindConfig(text).config).toMatchObject({
    apiServerPort: 6443,
    podSubnet: '10.1.0.0/16',
    serviceSubnet: '10.2.0.0/16,fd00::/108',
  });
});

test('line ends of Windows and a byte order mark change nothing', () => {
  expect(readKindConfig(`\uFEFF${NODES.replaceAll('\n', '\r\n')}`)).toEqual(readKindConfig(NODES));
});

describe('what is accepted and has no effect is noted', () => {
  test.each([
    ['    image: kindest/node:v1.31.0\n', '5:5 nodes[0].image', 'the sandbox is always the same Kubernetes version'],
    [
      '    extraMounts: [{hostPath: /tmp, containerPath: /tmp}]\n',
      '5:5 nodes[0].extraMounts',
      'nodes of the sandbox have no file system',
    ],
    [
      '    kubeadmConfigPatches: ["kind: InitConfiguration"]\n',
      '5:5 nodes[0].kubeadmConfigPatches',
      'the sandbox is not set up by kubeadm',
    ],
    [
      '    extraPortMappings: [{containerPort: 80, listenAddress: "0.0.0.0"}]\n',
      '5:45 nodes[0].extraPortMappings[0].listenAddress',
      'the sandbox is served on 127.0.0.1 only',
    ],
    ['networking: {kubeProxyMode: ipvs}\n', '5:14 networking.kubeProxyMode', 'pods of the sandbox have no network'],
    ['featureGates: {A: true}\n', '5:1 featureGates', 'the sandbox has no feature gates'],
    ['runtimeConfig: {api/alpha: false}\n', '5:1 runtimeConfig', 'the sandbox serves a fixed set of APIs'],
    ['containerdConfigPatches: ["[plugins]"]\n', '5:1 containerdConfigPatches', 'the sandbox has no containerd'],
  ])('%s', (lines, place, why) => {
    const text = `${HEAD}nodes:\n  - role: control-plane\n${lines}`;
    expect(said(text)).toEqual([`note ${place}: ${/(\w+)$/.exec(place)?.[1]} has no effect here: ${why}.`]);
    expect(readKindConfig(text).config).toBeDefined();
  });
});

describe('mistakes', () => {
  test.each([
    [
      'role: controle-plane',
      ['role: control-plane', 'role: controle-plane'],
      'error 5:11 nodes[0].role: role cannot be controle-plane. Write control-plane.',
    ],
    [
      'a field that does not exist',
      ['labels:', 'label:'],
      'error 10:5 nodes[1].label: There is no field label here. Write labels.',
    ],
    [
      'tabs',
      ['    labels', '\tlabels'],
      'error 10:1 : A tab indents this line; YAML knows spaces only. Write "  labels: {tier: y, zone: 1}".',
    ],
    [
      'a port as text',
      ['30007', '"30007"'],
      'error 7:24 nodes[0].extraPortMappings[0].containerPort: containerPort has to be a whole number; "30007" in quotes is text. Write 30007 without quotes.',
    ],
    [
      'a port that is none',
      ['hostPort: 8080', 'hostPort: 80800'],
      'error 8:19 nodes[0].extraPortMappings[0].hostPort: hostPort has to be a port. Write a number from 1 to 65535.',
    ],
    [
      'a mapping to nothing',
      ['containerPort: 30007\n        ', ''],
      'error 7:9 nodes[0].extraPortMappings[0].containerPort: containerPort has to be a port. Write a number from 1 to 65535.',
    ],
    [
      'keys that stand twice',
      ['    labels', '    role: worker\n    labels'],
      'error 10:5 nodes[1].role: role stands here and in line 9; kind refuses that. Remove one of them.',
    ],
    [
      'another kind',
      ['kind: Cluster', 'kind: Clutser'],
      'error 2:7 kind: kind cannot be Clutser. Write kind: Cluster.',
    ],
    [
      'an old version',
      ['v1alpha4', 'v1alpha3'],
      'error 1:13 apiVersion: apiVersion cannot be kind.x-k8s.io/v1alpha3. Write apiVersion: kind.x-k8s.io/v1alpha4.',
    ],
    [
      'no version',
      ['apiVersion: kind.x-k8s.io/v1alpha4\n', ''],
      'error 1:1 apiVersion: The file does not say its apiVersion. Write apiVersion: kind.x-k8s.io/v1alpha4.',
    ],
    [
      'a name with capitals',
      ['name: dev', 'name: My Dev'],
      'error 3:7 name: A name has small letters, digits, dots and dashes only. Write my-dev.',
    ],
    [
      'no control plane',
      ['role: control-plane', 'role: worker'],
      'error 1:1 nodes: A cluster needs a control plane. Add - role: control-plane to nodes.',
    ],
    [
      'a range that is none',
      ['name: dev', 'networking: {podSubnet: 10.0.0.0}'],
      'error 3:25 networking.podSubnet: 10.0.0.0 is no range of addresses. Write it like 10.244.0.0/16.',
    ],
    ['nodes that are no list', ['  - role: control-plane', '  role: control-plane'], undefined],
  ])('%s', (_, [from = '', to = ''], problem) => {
    const { config } = readKindConfig(NODES.replace(from, to));
    expect(config).toBeUndefined();
    if (problem !== undefined) expect(said(NODES.replace(from, to))).toEqual([problem]);
  });

  test('a port of the machine mapped twice, on two nodes, unless the protocol differs', () => {
    const more = (protocol: string): string =>
      `${NODES}    extraPortMappings: [{containerPort: 30008, hostPort: 8080, protocol: ${protocol}}]\n`;
    expect(said(more('tcp'))).toEqual([
      'error 11:58 nodes[1].extraPortMappings[0].hostPort: The port 8080/TCP of this machine is mapped in line 8 already. Choose another port, or remove one mapping.',
    ]);
    expect(said(more('UDP'))).toEqual([]);
  });

  test('a port that is left to the machine may be left to it twice', () => {
    expect(
      said(
        `${HEAD}nodes:\n  - extraPortMappings: [{containerPort: 1}, {containerPort: 2}, {containerPort: 3, hostPort: -1}, {containerPort: 4, hostPort: -1}]\n`,
      ),
    ).toEqual([]);
  });

  test('a field with the name of something that every object has', () => {
    expect(said(`${HEAD}constructor: {}\n`)[0]).toMatch(/^error 3:1 constructor: There is no field constructor here/);
  });

  test('an empty file, a list, and a second document', () => {
    expect(said('# nothing\n')).toEqual([
      'error 1:1 : The configuration is empty. Begin with apiVersion: kind.x-k8s.io/v1alpha4 and kind: Cluster.',
    ]);
    expect(said('- role: worker\n')[0]).toMatch(/^error 1:1 : The document is a list/);
    expect(said(`${HEAD}---\n${HEAD}`)).toEqual([
      'warning 4:1 : kind reads the first document only; this one has no effect.',
    ]);
  });
});
