import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const composeText = readFileSync(`${root}docker-compose.yml`, 'utf8');
const dockerfile = readFileSync(`${root}Dockerfile`, 'utf8');

const duration = z.string().regex(/^\d+(?:ms|s|m|h)$/);
const volume = z.string().regex(/^[a-z]+:\/[\w/]+(?::ro)?$/);
/** The members of the Compose specification that are used here; strict, so that a misspelt one is found. */
const service = z.strictObject({
  image: z
    .string()
    .regex(/^[a-z/]+:[\w.-]+$/)
    .optional(),
  build: z.strictObject({ context: z.string() }).optional(),
  user: z.string(),
  read_only: z.literal(true),
  init: z.boolean().optional(),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.array(z.string()),
  pids_limit: z.int().positive(),
  shm_size: z.string().optional(),
  tmpfs: z.array(z.string()),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
  stop_grace_period: duration.optional(),
  ports: z.array(z.string()).optional(),
  networks: z.array(z.string()),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']) }),
    )
    .optional(),
  environment: z.record(z.string(), z.string()),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: duration, timeout: duration, retries: z.int() })
    .optional(),
  secrets: z.array(z.string()).optional(),
  volumes: z.array(volume),
});
const composeSchema = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.strictObject({})),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});
const compose = composeSchema.parse(load(composeText));
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  test.each(services)('%s uses only networks, volumes, secrets and services that are declared', (_, it) => {
    for (const name of it.networks) expect(Object.keys(compose.networks)).toContain(name);
    for (const name of it.volumes) expect(Object.keys(compose.volumes)).toContain(name.split(':')[0]);
    for (const name of it.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(name);
    for (const [name, { condition }] of Object.entries(it.depends_on ?? {})) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]?.healthcheck).toBeDefined();
    }
    expect((it.image === undefined) !== (it.build === undefined)).toBe(true);
  });

  test.each(services)(
    'T32: %s runs without root, capabilities, new privileges, or a root file system to write to',
    (_, it) => {
      expect(Number(it.user.split(':')[0])).toBeGreaterThan(0);
      expect(it.security_opt).toContain('no-new-privileges:true');
      expect(it.volumes.join()).not.toContain('docker.sock');
    },
  );

  test.each(services)('T24: %s is reachable from this machine at most', (_, it) => {
    for (const port of it.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('T24: the database has no port, and no password that anybody knows', () => {
    expect(compose.services.database?.ports).toBeUndefined();
    expect(compose.networks.back?.internal).toBe(true);
    // `:?` refuses to start without a value, `:-` would fall back to one.
    const passwords = [...composeText.matchAll(/\$\{POSTGRES_PASSWORD([^}]*)\}/g)].map(([, rest]) => rest ?? '');
    expect(passwords).toHaveLength(2);
    for (const rest of passwords) expect(rest).toMatch(/^:\?/);
    for (const [, { environment }] of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|TOKEN|_URL$/.test(name) && !name.startsWith('BINNACLE_EXTERNAL'))
          expect(value).toContain('${POSTGRES_PASSWORD:?');
      }
    }
  });
});

describe('Dockerfile', () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  test('every base is a pinned major of Debian slim, or an earlier stage', () => {
    const names = stages.map((stage) => / AS (\S+)/.exec(stage.split('\n', 1)[0] ?? '')?.[1]);
    for (const stage of stages) {
      const base = stage.split(/\s/, 1)[0] ?? '';
      expect(names.includes(base) || /^node:\d+-bookworm-slim$/.test(base)).toBe(true);
    }
  });

  test('T32: the image ends as uid 10001 with nothing of its own to write but the data folder', () => {
    expect(last).toMatch(/^USER 10001:10001$/m);
    expect(last).not.toMatch(/--chown|chmod 777|^ADD /m);
  });

  test('T24: no secret is baked in', () => {
    expect(dockerfile).not.toMatch(/(?:PASSWORD|SECRET|TOKEN|KEY)\s*=/i);
    expect(dockerfile).not.toMatch(/^ARG /m);
  });

  test('what it copies from the checkout is there', () => {
    for (const [, sources] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const source of (sources ?? '').split(' '))
        expect([source, existsSync(`${root}${source}`)]).toEqual([source, true]);
    }
  });

  test('every package of the workspace has its manifest copied before the install', () => {
    const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as { packages: Record<string, unknown> };
    const packages = Object.keys(lock.packages).filter((path) => /^(?:apps|libs)\/[a-z-]+$/.test(path));
    expect(packages.length).toBeGreaterThan(3);
    for (const path of packages) expect(stages[0]).toContain(`COPY ${path}/package.json ${path}/`);
  });
});
