import { describe, expect, test } from 'vitest';
import { containersOf } from './containers';

const pod = {
  spec: {
    initContainers: [{ name: 'setup', image: 'busybox:1' }],
    containers: [
      { name: 'web', image: 'web:1', resources: { limits: { memory: '128Mi' } } },
      { name: 'proxy', image: 'envoy:1' },
    ],
  },
  status: {
    initContainerStatuses: [{ name: 'setup', state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
    containerStatuses: [
      {
        name: 'web',
        restartCount: 27,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      },
    ],
  },
};

describe('containers of a pod', () => {
  test('joins wanted and actual by name, and says how a crashing one ended', () => {
    const [setup, web, proxy] = containersOf(pod);
    expect(setup).toMatchObject({ role: 'init', state: 'paused', status: 'Completed' });
    expect(web).toMatchObject({
      state: 'failing',
      status: 'CrashLoopBackOff',
      because: 'last ended OOMKilled, exit 137',
      restarts: 27,
      limits: '128Mi',
    });
    expect(proxy).toMatchObject({ state: 'unknown', status: 'Not reported', restarts: null });
  });

  test.each([undefined, null, {}, { spec: { containers: 'x' } }, { spec: { containers: [null, 3] } }])(
    'takes %j without falling over',
    (object) => {
      expect(() => containersOf(object)).not.toThrow();
    },
  );
});
