import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { appModule, type Platform } from './app.module.js';
import { AuthService, accessGate, assertEveryRouteDeclares } from './modules/auth/index.js';
import { installPages } from './modules/pages/index.js';
import { type Clock, systemClock } from './platform/clock/index.js';
import { type AppConfig, EXIT, prepareDataFolder, readSecret, StartupError, urlHost } from './platform/config/index.js';
import { type Database, openDatabase } from './platform/database/index.js';
import { ProblemFilter } from './platform/errors/index.js';
import { createHttp, type Http, type Route } from './platform/http/index.js';
import { type Log, NestLog, rootLogger } from './platform/logging/index.js';

/** Seen from this file: the same number of folders up from `src` and from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));
export const VERSION = '0.1.0';

/** What tests replace. */
export interface Surroundings {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly openDatabase?: () => Promise<Database>;
  /** Told the milliseconds since the start as each part is ready. */
  readonly mark?: (part: string) => void;
}

export interface RunningApp {
  /** Under which people reach it: the external URL if there is one. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Every route that is served, and what it demands. */
  readonly routes: readonly Route[];
  /** A fresh link that signs the owner in. Without `always`, null while an owner is signed in. */
  offerSignInLink(always?: boolean): Promise<string | null>;
  /** Calls back with a link when the last owner session was ended. */
  onOwnerGone(tell: (link: string) => void): void;
  /** Refuses new requests, lets modules finish what is open, closes sockets, server and database. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts everything and listens. Database, framework and pages are prepared side by side.
 * @throws StartupError with the exit code that scripts rely on
 */
export async function createApp(config: AppConfig, surroundings: Surroundings = {}): Promise<RunningApp> {
  const { clock = systemClock, log = rootLogger, mark = () => undefined } = surroundings;
  readSecret(config);
  prepareDataFolder(config.dataFolder);
  const open =
    surroundings.openDatabase ??
    (() => openDatabase({ url: config.databaseUrl, folder: config.dataFolder, migrations: MIGRATIONS }));
  const database = open();
  // Waited for further down; until then a refusal is not one that nobody handles.
  database.then(
    () => mark('database'),
    () => undefined,
  );
  const http = createHttp(config, log);
  try {
    const app = await assemble({ config, clock, log, database, version: VERSION }, http, log);
    mark('application');
    const port = await listen(app, config);
    mark('listening');
    return running(app, http, await database, config.externalUrl ?? `http://${urlHost(config.host)}:${port}`);
  } catch (error) {
    await http.adapter.close();
    await database.then(
      (opened) => opened.close(),
      () => undefined,
    );
    throw error;
  }
}

async function assemble(platform: Platform, http: Http, log: Log): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(appModule(platform), http.adapter, {
    bodyParser: false,
    logger: new NestLog(log),
    // Errors are thrown to us, who know the exit codes, instead of ending the process.
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(log));
  await installPages(http, platform.config.pagesFolder);
  http.guardWith(accessGate(app.get(AuthService)));
  await app.init();
  assertEveryRouteDeclares(http.routes.all());
  return app;
}

async function listen(app: NestFastifyApplication, { port, host }: AppConfig): Promise<number> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new StartupError(
        EXIT.portTaken,
        `Port ${port} is taken. Choose another with --port, or stop what uses it.`,
        { cause: error },
      );
    if (code === 'EACCES')
      throw new StartupError(
        EXIT.portTaken,
        `Port ${port} is not free for this user. Choose one above 1023 with --port.`,
        { cause: error },
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartupError(EXIT.usage, `${host} is not an address of this machine. Choose another with --host.`, {
        cause: error,
      });
    }
    throw error;
  }
  const address = app.getHttpServer().address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function running(app: NestFastifyApplication, http: Http, database: Database, url: string): RunningApp {
  const auth = app.get(AuthService);
  const offerSignInLink = async (always = false) => {
    const code = await auth.offerCode(always);
    // In the fragment, which browsers keep to themselves: the code reaches no log on the way.
    return code === null ? null : `${url}/sign-in#code=${code}`;
  };
  let closing: Promise<void> | undefined;
  const close = async () => {
    http.drain();
    await app.close();
    await database.close();
  };
  return {
    url,
    app,
    routes: http.routes.all(),
    offerSignInLink,
    onOwnerGone(tell) {
      auth.onEnded((_, role) => {
        if (role !== 'owner') return;
        offerSignInLink().then(
          (link) => link !== null && tell(link),
          (error: unknown) => rootLogger.error({ err: error }, 'no sign-in link could be made'),
        );
      });
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
