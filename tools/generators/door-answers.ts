// Writes libs/sandbox/src/control-plane/api-server/testdata: what a real API server answers to the cases, and what it
// writes of them into its audit log. Run: node --conditions binnacle-source <this file>
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import type { Person } from '@binnacle/testing/test-cluster';
import { PEOPLE, rightsOfPeople } from '../control-plane/people.ts';
import { type RealCluster, startTestCluster } from '../control-plane/real-cluster.ts';
import { CASES, type Case } from './door-cases.ts';

const TARGET = join(import.meta.dirname, '../../libs/sandbox/src/control-plane/api-server/testdata');
const HEADERS = ['content-type', 'cache-control', 'x-content-type-options', 'retry-after', 'warning', 'audit-id'];
const ROLE_MAKER = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'maker', namespace: 'team-a' },
    rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'maker', namespace: 'team-a' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'maker' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'team-a' }],
  },
];

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

function ask(cluster: RealCluster, agent: Agent, asked: Case, auditId: string): Promise<Answer> {
  const { person, method, path, headers, body } = asked;
  const token = person === '!' ? 'wrong' : person === null ? undefined : cluster.token(person);
  const credentials = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const options = { method, agent, headers: { 'audit-id': auditId, ...credentials, ...headers } };
    const sent = request(new URL(cluster.server), { ...options, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const kept = HEADERS.flatMap((name) => (response.headers[name] ? [[name, response.headers[name]]] : []));
        const answer = { status: response.statusCode ?? 0, headers: Object.fromEntries(kept) };
        resolve({ ...answer, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Long bodies are made again by whoever reads this. */
function brief({ body, ...asked }: Case): object {
  return body !== undefined && body.length > 10_000 ? { ...asked, bodyBytes: body.length } : { ...asked, body };
}

const cluster = await startTestCluster({ kwok: false });
const agent = new Agent({ keepAlive: true, ca: cluster.certificateAuthority });
try {
  for (const object of ROLE_MAKER) {
    const path = `/apis/${object.apiVersion}/namespaces/team-a/${object.kind.toLowerCase()}s`;
    const { status, body } = await cluster.api.ask('POST', path, object);
    if (status !== 201) throw new Error(`${path} answered ${status}: ${body}`);
  }
  const recorded: string[] = [];
  for (const [index, asked] of CASES.entries()) {
    const auditId = `case-${index}`;
    const answer = await ask(cluster, agent, asked, auditId);
    const events = (await cluster.auditLog()).filter((event) => event.auditID === auditId);
    const text = JSON.stringify({ ...brief(asked), answer, events });
    recorded.push(text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => time.replace(/\d/g, '0')));
  }
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(join(TARGET, 'real-answers.json'), `[\n${recorded.join(',\n')}\n]\n`);
  const rights = [...rightsOfPeople(), ...ROLE_MAKER].map((object) => JSON.stringify(object));
  writeFileSync(join(TARGET, 'rights.json'), `[\n${rights.join(',\n')}\n]\n`);
  const groups = (person: Person) => (person === 'admin' ? ['system:masters'] : []);
  const people = PEOPLE.map((name) => JSON.stringify({ name, groups: groups(name) }));
  writeFileSync(join(TARGET, 'people.json'), `[\n${people.join(',\n')}\n]\n`);
  process.stdout.write(`${recorded.length} answers\n`);
} finally {
  agent.destroy();
  await cluster.stop();
}
