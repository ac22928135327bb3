import type { Row } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { fieldsOf, integerOf, secondsOf, textOf } from './fields.js';
import { metadataCells } from './metadata.js';

const MESSAGE_MAX_CHARACTERS = 1_024;

/**
 * An event as a row of the view `events`, for both generations of the API: `count` and times from the series where there
 * is one, a single event counts 1. Events have no owner; `ownerUid` carries the uid of the object they are about, for
 * the server's joins (kubelets put the node's name there for nodes).
 */
export function eventRow(object: KubeObject): Row {
  const about = fieldsOf(object.involvedObject);
  const series = fieldsOf(object.series);
  const eventTime = secondsOf(object.eventTime);
  const firstSeenAt = secondsOf(object.firstTimestamp) ?? eventTime;
  const status = textOf(object.type, 64);
  return {
    ...metadataCells(object),
    status: status ?? 'Unknown',
    state: status === null ? 'unknown' : status === 'Warning' ? 'warning' : 'ok',
    because: null,
    reason: textOf(object.reason),
    message: textOf(object.message, MESSAGE_MAX_CHARACTERS),
    objectKind: textOf(about.kind, 253),
    objectName: textOf(about.name, 253),
    count: positive(series.count) ?? positive(object.count) ?? 1,
    source: textOf(object.reportingComponent, 253) ?? textOf(fieldsOf(object.source).component, 253),
    firstSeenAt,
    lastSeenAt: secondsOf(series.lastObservedTime) ?? secondsOf(object.lastTimestamp) ?? firstSeenAt,
    ownerUid: textOf(about.uid, 253),
  };
}

function positive(value: unknown): number | null {
  const count = integerOf(value);
  return count !== null && count > 0 ? count : null;
}
