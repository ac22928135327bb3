import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import type { PodName } from './bulk.ts';
import { Random } from './random.ts';

const TICK_MS = 10;

/** One change that the API server has accepted. */
export interface AcceptedChange extends PodName {
  restartCount: number;
  resourceVersion: string;
}

export interface ChurnOptions {
  /** Status patches a second. A server that cannot keep up gets as many as it answers. */
  perSecond: number;
  seed: number;
  /** Requests under way at once; default 40. */
  atOnce?: number;
  accepted?: (change: AcceptedChange) => void;
}

export interface ChurnReport {
  accepted: number;
  failed: number;
  /** From the start to the last answer. */
  seconds: number;
}

/** Restart counts given out so far: one never used before, since a status that stays the same makes no event. */
let restartCounts = 1000;

async function change(api: ApiClient, pod: PodName): Promise<AcceptedChange | null> {
  const restartCount = ++restartCounts;
  const patch = [{ op: 'replace', path: '/status/containerStatuses/0/restartCount', value: restartCount }];
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/status`;
  const answer = await api.ask('PATCH', path, patch, 'application/json-patch+json');
  if (answer.status !== 200) return null;
  const { metadata } = JSON.parse(answer.body) as { metadata: { resourceVersion: string } };
  return { ...pod, restartCount, resourceVersion: metadata.resourceVersion };
}

/**
 * Changes the restart count of one container of a random pod, again and again at the given rate, until the signal comes;
 * resolves when the last request is answered.
 */
export async function churn(
  api: ApiClient,
  pods: readonly PodName[],
  options: ChurnOptions,
  signal: AbortSignal,
): Promise<ChurnReport> {
  const random = new Random(options.seed);
  const limit = options.atOnce ?? 40;
  const begun = performance.now();
  const report: ChurnReport = { accepted: 0, failed: 0, seconds: 0 };
  const underWay = new Set<Promise<void>>();
  const one = async () => {
    const accepted = await change(api, random.pick(pods)).catch(() => null);
    if (accepted === null) report.failed++;
    else {
      report.accepted++;
      options.accepted?.(accepted);
    }
  };
  let asked = 0;
  while (!signal.aborted) {
    const due = Math.floor(((performance.now() - begun) / 1000) * options.perSecond);
    while (asked < due && underWay.size < limit) {
      asked++;
      const request = one().finally(() => underWay.delete(request));
      underWay.add(request);
    }
    // What could not be sent in time is dropped, or a stall would be followed by a burst.
    asked = Math.max(asked, due - limit);
    await delay(TICK_MS);
  }
  await Promise.all(underWay);
  report.seconds = (performance.now() - begun) / 1000;
  return report;
}
