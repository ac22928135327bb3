import { namespacedColumns, trailingColumns, type View, verdictColumns } from './column.js';

export const events: View = {
  id: 'events',
  title: 'Events',
  noun: 'event',
  apiVersion: 'v1',
  kind: 'Event',
  resource: 'events',
  namespaced: true,
  defaultSort: '-lastSeenAt',
  whenEmpty:
    'Controllers, the scheduler and kubelets report here what they do; the cluster keeps each report for an hour.',
  columns: [
    ...namespacedColumns.map((c) => (c.id === 'name' ? { ...c, hidden: true } : c)),
    ...verdictColumns,
    { id: 'reason', title: 'Reason', type: 'text', about: 'reason', repeats: true },
    { id: 'message', title: 'Message', type: 'text', about: 'message, its first 1,024 characters.' },
    { id: 'objectKind', title: 'Kind', type: 'text', about: 'involvedObject.kind', repeats: true },
    { id: 'objectName', title: 'Object', type: 'text', about: 'involvedObject.name', repeats: true },
    { id: 'count', title: 'Count', type: 'number', about: 'series.count, else count.' },
    { id: 'source', title: 'Source', type: 'text', about: 'reportingComponent, else source.component.', repeats: true },
    { id: 'firstSeenAt', title: 'First seen', type: 'time', about: 'firstTimestamp, else eventTime.', hidden: true },
    {
      id: 'lastSeenAt',
      title: 'Last seen',
      type: 'time',
      about: 'series.lastObservedTime, else lastTimestamp, else eventTime.',
    },
    ...trailingColumns,
  ],
};
