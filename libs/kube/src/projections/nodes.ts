import type { Row } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { conditionsOf } from './conditions.js';
import { type Fields, fieldsOf, listOf, textOf } from './fields.js';
import { judgementCells } from './judgement.js';
import { metadataCells } from './metadata.js';
import { nodeJudgement } from './node-verdict.js';
import { millicoresOf, wholeOf } from './quantity.js';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
/** The older way to name a role, still printed by kubectl. */
const ROLE_LABEL = 'kubernetes.io/role';

/** A node as a row of the view `nodes`. `heartbeatAt` is null here: it is joined from the node's lease. */
export function nodeRow(object: KubeObject): Row {
  const spec = fieldsOf(object.spec);
  const status = fieldsOf(object.status);
  const info = fieldsOf(status.nodeInfo);
  const allocatable = fieldsOf(status.allocatable);
  const cordoned = spec.unschedulable === true;
  return {
    ...metadataCells(object, false),
    ...judgementCells(nodeJudgement(conditionsOf(status), cordoned)),
    roles: rolesOf(fieldsOf(fieldsOf(object.metadata).labels)),
    version: textOf(info.kubeletVersion),
    heartbeatAt: null,
    cordoned: cordoned ? 1 : 0,
    cpu: millicoresOf(allocatable.cpu),
    memory: wholeOf(allocatable.memory),
    podCapacity: wholeOf(allocatable.pods),
    ip: textOf(listOf(status.addresses).find((address) => address.type === 'InternalIP')?.address, 64),
    os: textOf(info.osImage),
    runtime: textOf(info.containerRuntimeVersion),
    taints: textOf(listOf(spec.taints).map(taintWord).join(',')),
  };
}

function rolesOf(labels: Fields): string | null {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    if (key === ROLE_LABEL && typeof value === 'string' && value !== '') roles.add(value);
  }
  return textOf([...roles].sort().join(','));
}

function taintWord(taint: Fields): string {
  const key = textOf(taint.key) ?? '';
  const value = textOf(taint.value);
  return `${key}${value === null ? '' : `=${value}`}:${textOf(taint.effect) ?? ''}`;
}
