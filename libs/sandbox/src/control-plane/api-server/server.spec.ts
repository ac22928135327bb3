import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import answers from './testdata/real-answers.json' with { type: 'json' };
import { type Answer, ServerBench } from './testing/server-bench.js';

interface Recorded {
  person: string | null;
  method: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string;
  bodyBytes?: number;
  answer: { status: number; headers: Record<string, string>; body: string };
  events: Array<Record<string, unknown>>;
}

const RECORDED = answers as unknown as Recorded[];

/** Without what differs from run to run. */
function steady(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (key === 'managedFields' || key.startsWith('apiserver.latency.k8s.io/')) return undefined;
    if (/timestamp$/i.test(key)) return typeof inner === 'string' ? inner.replace(/\d/g, '0') : inner;
    if (typeof inner === 'string') return inner.replace(/,"managedFields":\[.*\](?=\})/, '');
    // Bindings are asked in no particular order.
    return /Rules$/.test(key) && Array.isArray(inner) ? inner.map((rule) => JSON.stringify(rule)).sort() : inner;
  });
}

function shown({ body }: { body: string }): unknown {
  if (!body.startsWith('{')) return body;
  // Whether it is indented and how it ends is part of it.
  return [body.startsWith('{\n'), body.endsWith('\n'), steady(JSON.parse(body))];
}

function kept({ headers }: Answer | Recorded['answer'], expected: Recorded['answer']): Record<string, unknown> {
  return Object.fromEntries(Object.keys(expected.headers).map((name) => [name, headers[name]]));
}

function label({ person, method, path, headers = {}, body = '' }: Recorded, index: number): string {
  const said = Object.entries(headers).filter(
    ([name, value]) => value !== 'application/json' || name !== 'content-type',
  );
  return `${index} ${person} ${method} ${path} ${said.map(([name, value]) => `${name}=${value}`)} ${body.slice(0, 60)}`;
}

describe('the same answers and audit events as the real server', () => {
  let bench: ServerBench;
  beforeAll(async () => {
    bench = await ServerBench.start();
  });
  afterAll(() => bench.close());

  test.each(RECORDED.map((recorded, index) => [label(recorded, index), recorded, index] as const))(
    '%s',
    async (_label, { bodyBytes, ...recorded }, index) => {
      const auditId = `case-${index}`;
      const body = bodyBytes === undefined ? recorded.body : `{"a":"${'x'.repeat(bodyBytes - 8)}"}`;
      const answer = await bench.ask({ ...recorded, body, headers: { 'audit-id': auditId, ...recorded.headers } });
      expect(shown(answer)).toEqual(shown(recorded.answer));
      expect(answer.status).toBe(recorded.answer.status);
      expect(kept(answer, recorded.answer)).toEqual(recorded.answer.headers);
      expect(steady(bench.events().filter(({ auditID }) => auditID === auditId))).toEqual(steady(recorded.events));
      expect(bench.faults).toEqual([]);
    },
  );
});
