import { isAbsolute, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shown } from '@binnacle/shared/names';
import { isListenable, isLoopback } from './addresses.js';
import type { AppConfig } from './app-config.js';
import { Environment } from './environment.js';
import { collectSettings, type EnvironmentValues, type Given } from './settings.js';
import { UsageError } from './startup-error.js';

const DEFAULT_PORT = 7070;
const DEFAULT_HOST = '127.0.0.1';
/** `apps/web/out`, seen from this file: the same number of folders up from `src` and from `dist`. */
const PAGES_FOLDER = fileURLToPath(new URL('../../../../web/out', import.meta.url));

/**
 * Reads command line and environment. Pure: touches neither files nor network.
 * @throws UsageError naming the option or variable, what was wrong and what is possible
 */
export function parseConfig(argv: readonly string[], env: EnvironmentValues): AppConfig {
  const settings = collectSettings(argv, env);
  const home = absoluteOrNothing(env.HOME ?? env.USERPROFILE);
  const externalUrl = optional(settings.get('externalUrl'), parseExternalUrl);
  const databaseUrl = optional(settings.get('databaseUrl'), parseDatabaseUrl);
  const secretFile = optional(settings.get('secretFile'), (given, text) => parsePath(given, text, home));
  return {
    port: optional(settings.get('port'), parsePort) ?? DEFAULT_PORT,
    host: parseHost(settings.get('host'), externalUrl),
    dataFolder: parseDataFolder(settings.get('data'), env, home),
    kubeconfigs: (settings.get('kubeconfig')?.values ?? []).map((text) =>
      parsePath(settings.get('kubeconfig'), text, home),
    ),
    noSandbox: settings.has('noSandbox'),
    open: settings.has('open'),
    verbose: settings.has('verbose'),
    home,
    pagesFolder: PAGES_FOLDER,
    environment: new Environment(env),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(externalUrl === undefined ? {} : { externalUrl }),
    ...(secretFile === undefined ? {} : { secretFile }),
  };
}

function optional<T>(given: Given | undefined, parseText: (given: Given, text: string) => T): T | undefined {
  return given === undefined ? undefined : parseText(given, given.values[0] ?? '');
}

function parsePort(given: Given, text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new UsageError(`${given.from} ${shown(text)} is not a port: use a number from 0 to 65535.`);
  return port;
}

function parseHost(given: Given | undefined, externalUrl: string | undefined): string {
  const host = given?.values[0] ?? DEFAULT_HOST;
  if (!isListenable(host)) {
    throw new UsageError(
      `${given?.from} ${shown(host)} is not an address: use an IP address or a host name, without a port.`,
    );
  }
  if (!isLoopback(host) && externalUrl === undefined) {
    throw new UsageError(
      `${given?.from} ${shown(host)} would open Binnacle to the network: set BINNACLE_EXTERNAL_URL to the https address people will use, or listen on 127.0.0.1.`,
    );
  }
  return host;
}

/** An origin: https, or http where nothing leaves this machine; the session cookie would travel in the clear otherwise. */
function parseExternalUrl(given: Given, text: string): string {
  if (!URL.canParse(text)) throw new UsageError(`${given.from} ${shown(text)} is not a URL: use https://your-host.`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UsageError(`${given.from} begins with ${shown(url.protocol)}: use https://.`);
  }
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${given.from} holds a user name or password: remove it.`);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      `${given.from} has a path, query or fragment: Binnacle is served at the root of a host, so give only ${url.origin}.`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new UsageError(
      `${given.from} is plain http on ${shown(url.hostname)}: sessions would travel unencrypted; use https://.`,
    );
  }
  return url.origin;
}

function parseDatabaseUrl(given: Given, text: string): string {
  // The value is never repeated: it holds a password.
  if (!URL.canParse(text))
    throw new UsageError(`${given.from} is not a URL: use postgresql://user:password@host:5432/database.`);
  const url = new URL(text);
  if (url.protocol !== 'postgresql:' && url.protocol !== 'postgres:') {
    throw new UsageError(
      `${given.from} begins with ${shown(url.protocol)}: only PostgreSQL is supported, postgresql://.`,
    );
  }
  if (url.hostname === '' && !url.searchParams.has('host'))
    throw new UsageError(`${given.from} names no host: use postgresql://user:password@host:5432/database.`);
  if (url.pathname.length < 2) throw new UsageError(`${given.from} names no database: end it with /name.`);
  return text;
}

function parseDataFolder(given: Given | undefined, env: EnvironmentValues, home: string | undefined): string {
  if (given === undefined) {
    // The XDG base directory specification tells to ignore a relative path.
    const base =
      absoluteOrNothing(env.XDG_DATA_HOME) ?? (home === undefined ? undefined : resolve(home, '.local/share'));
    if (base === undefined)
      throw new UsageError('There is no home folder to keep data in: name a folder with --data DIR.');
    return resolve(base, 'binnacle');
  }
  const folder = parsePath(given, given.values[0] ?? '', home);
  if (folder === parse(folder).root)
    throw new UsageError(`${given.from} is the root of the file system: name a folder of its own.`);
  if (folder === home)
    throw new UsageError(`${given.from} is the home folder itself: name a folder of its own, such as ~/binnacle.`);
  return folder;
}

function parsePath(given: Given | undefined, text: string, home: string | undefined): string {
  if (text.includes('\0')) throw new UsageError(`${given?.from} holds a NUL character.`);
  if (text === '~' || text.startsWith('~/')) {
    if (home === undefined)
      throw new UsageError(`${given?.from} begins with "~", but there is no home folder: give the whole path.`);
    return resolve(home, text.slice(2));
  }
  return resolve(text);
}

function absoluteOrNothing(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? resolve(path) : undefined;
}
