import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { Global, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CLOCK } from '../../../platform/clock/index.js';
import { APP_CONFIG, parseConfig } from '../../../platform/config/index.js';
import { ProblemFilter } from '../../../platform/errors/index.js';
import { createHttp, type Http } from '../../../platform/http/index.js';
import { createLog, LOG } from '../../../platform/logging/index.js';
import { accessGate } from '../access-gate.js';
import { AuthModule } from '../auth.module.js';
import { AuthRepository } from '../auth.repository.js';
import { AuthService } from '../auth.service.js';
import { MemoryAuthRepository } from './memory-auth.repository.js';

export interface TestApp {
  app: NestFastifyApplication;
  http: Http;
  auth: AuthService;
  clock: FakeClock;
  repository: MemoryAuthRepository;
  dataFolder: string;
  logged: string[];
  /** Signs the owner in and returns the cookie. */
  signIn(): Promise<string>;
  close(): Promise<void>;
}

/** The HTTP side with authentication, everything real but database and time; not listening, asked by `app.inject`. */
export async function testApp(modules: Type[] = [], env: Record<string, string> = {}): Promise<TestApp> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'binnacle-auth-'));
  const config = parseConfig(['--data', dataFolder], { HOME: tmpdir(), ...env });
  const clock = new FakeClock();
  const repository = new MemoryAuthRepository();
  const logged: string[] = [];
  const log = createLog({ level: 'debug', human: false, write: (line) => logged.push(line) });
  const http = createHttp(config, log);

  @Global()
  @Module({
    providers: [
      { provide: APP_CONFIG, useValue: config },
      { provide: CLOCK, useValue: clock },
      { provide: LOG, useValue: log },
    ],
    exports: [APP_CONFIG, CLOCK, LOG],
  })
  class TestPlatform {}

  const testing = await Test.createTestingModule({ imports: [TestPlatform, AuthModule, ...modules] })
    .overrideProvider(AuthRepository)
    .useValue(repository)
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(http.adapter, { bodyParser: false, logger: false });
  app.useGlobalFilters(new ProblemFilter(log));
  const auth = app.get(AuthService);
  http.guardWith(accessGate(auth));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    http,
    auth,
    clock,
    repository,
    dataFolder,
    logged,
    async signIn() {
      const code = (await auth.offerCode()) ?? '';
      const { token } = await auth.signIn(code, { address: '127.0.0.1' });
      return `${auth.cookie.name}=${token}`;
    },
    async close() {
      await app.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
