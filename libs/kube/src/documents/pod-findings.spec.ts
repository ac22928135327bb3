import { describe, expect, test } from 'vitest';
import { BORN_AT, container, ready, running } from '../projections/testdata/objects.js';
import { findingsOf } from './index.js';
import { after, deployment, pod, startingPod, tablesOf } from './testdata/cluster.js';

describe('what takes long is a finding only once it took long', () => {
  test.each([
    ['starting', startingPod('nginx', null), 600, 1, 'pod_slow_start'],
    [
      'not ready',
      pod({
        phase: 'Running',
        conditions: [ready('False', 200)],
        containerStatuses: [container(running(3), { started: true })],
      }),
      30,
      200,
      'pod_not_ready',
    ],
    ['terminating', pod({ phase: 'Running' }, {}, { deletionTimestamp: after(50) }), 300, 50, 'pod_stuck_terminating'],
    ['T13: not observed', deployment(undefined), 60, 0, 'deployment_not_observed'],
  ])('%s', (_case, object, patience, since, code) => {
    const tables = tablesOf([object]);
    expect(findingsOf(tables, BORN_AT + since + patience - 1).total).toBe(0);
    expect(findingsOf(tables, BORN_AT + since + patience).findings.map((finding) => finding.code)).toEqual([code]);
  });
});
