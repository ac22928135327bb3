import { at, fieldsAt, type KubeObject, numberAt, textAt } from '../object.js';
import { since } from './cells.js';
import type { Field } from './field.js';
import { type Cell, kind } from './kind.js';

const NEWER = 'events.k8s.io/v1';

/** What the newer group calls the fields that the core has under another name. */
const NAMES: Record<string, string> = {
  count: 'deprecatedCount',
  firstTimestamp: 'deprecatedFirstTimestamp',
  involvedObject: 'regarding',
  lastTimestamp: 'deprecatedLastTimestamp',
  message: 'note',
  reportingComponent: 'reportingController',
  source: 'deprecatedSource',
};

function renamed(event: KubeObject, apiVersion: string, names: readonly (readonly [string, string])[]): KubeObject {
  const byName = new Map(names);
  const fields = Object.entries(event).map(([name, value]) => [byName.get(name) ?? name, value]);
  return { ...Object.fromEntries(fields), apiVersion, kind: 'Event', metadata: event.metadata };
}

function cells(event: KubeObject, now: number): Cell[] {
  const [object, source] = [fieldsAt(event, 'involvedObject'), fieldsAt(event, 'source')];
  const first = since(event.firstTimestamp ? 'firstTimestamp' : 'eventTime')(event, now);
  const repeated = at(event, 'series') !== undefined;
  const last = repeated ? 'series.lastObservedTime' : 'lastTimestamp';
  const target = [textAt(object, 'kind').toLowerCase(), textAt(object, 'name')].filter((part) => part !== '');
  const from = [source.component ?? event.reportingComponent, source.host ?? event.reportingInstance];
  return [
    ...[repeated || event.lastTimestamp ? since(last)(event, now) : first].flat(),
    textAt(event, 'type'),
    textAt(event, 'reason'),
    target.join('/'),
    textAt(object, 'fieldPath'),
    from.filter(Boolean).join(', '),
    textAt(event, 'message').trim(),
    ...[first].flat(),
    numberAt(event, repeated ? 'series' : '', 'count') || numberAt(event, 'count') || 1,
    event.metadata.name,
  ];
}

function checkNamespace(event: Field, involved: string): void {
  const namespace = event.at(`${involved}.namespace`);
  if (namespace.text === event.at('metadata.namespace').text || namespace.text === '') return;
  namespace.invalid('does not match event.namespace');
}

export const event = kind('v1', 'Event', {
  cells,
  createOnUpdate: true,
  validate: (object) => checkNamespace(object, 'involvedObject'),
});

export const newerEvent = kind(NEWER, 'Event', {
  cells: (object, now) => cells(toCore(object), now),
  createOnUpdate: true,
  validate: (object) => {
    checkNamespace(object, 'regarding');
    if (!object.at('eventTime').given) object.at('eventTime').required();
  },
  alias: { of: event, toStored: toCore, fromStored: (stored) => renamed(stored, NEWER, Object.entries(NAMES)) },
});

function toCore(object: KubeObject): KubeObject {
  return renamed(
    object,
    'v1',
    Object.entries(NAMES).map(([core, newer]) => [newer, core]),
  );
}
