import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { usage } from './options.js';
import { parseConfig } from './parse-config.js';
import { UsageError } from './startup-error.js';

const HOME = { HOME: '/home/ada' };
const parse = (argv: string[], env: Record<string, string> = {}) => parseConfig(argv, { ...HOME, ...env });

function refusal(argv: string[], env: Record<string, string | undefined> = {}): string {
  try {
    parseConfig(argv, { ...HOME, ...env });
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('defaults', () => {
  test('listens on loopback only and keeps data below the XDG folder', () => {
    expect(parse([])).toMatchObject({
      port: 7070,
      host: '127.0.0.1',
      dataFolder: '/home/ada/.local/share/binnacle',
      kubeconfigs: [],
      open: false,
    });
    expect(parse([], { XDG_DATA_HOME: '/data' }).dataFolder).toBe('/data/binnacle');
    expect(parse([], { XDG_DATA_HOME: 'relative' }).dataFolder).toBe('/home/ada/.local/share/binnacle');
  });

  test('an option wins over its variable, in both spellings', () => {
    expect(parse(['--port', '8080'], { BINNACLE_PORT: '9090' }).port).toBe(8080);
    expect(parse(['--port=8080']).port).toBe(8080);
    expect(parse([], { BINNACLE_PORT: '9090' }).port).toBe(9090);
  });

  test('kubeconfigs: repeated option; "~" is the home folder; KUBECONFIG is left to the rules of kubectl', () => {
    expect(parse(['--kubeconfig', '~/a', '--kubeconfig=/b']).kubeconfigs).toEqual(['/home/ada/a', '/b']);
    const config = parse([], { KUBECONFIG: '/a::/b' });
    expect(config.kubeconfigs).toEqual([]);
    expect(config.environment.get('KUBECONFIG')).toBe('/a::/b');
  });

  test('an external URL becomes an origin and allows other addresses', () => {
    const config = parse(['--host', '0.0.0.0'], { BINNACLE_EXTERNAL_URL: 'https://binnacle.example.com/' });
    expect(config).toMatchObject({ host: '0.0.0.0', externalUrl: 'https://binnacle.example.com' });
    expect(parse([], { BINNACLE_EXTERNAL_URL: 'http://localhost:3000' }).externalUrl).toBe('http://localhost:3000');
  });

  test('variables of others are not touched', () => {
    expect(refusal([], { BINNACLES: '1', XBINNACLE_PORT: '2', PORT: 'no' })).toBe('accepted');
  });

  test('T20: the environment is not shown by JSON or the inspector', () => {
    const config = parse([], { CLOUD_SECRET: 'canary-1' });
    expect(JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true })).not.toContain('canary-1');
    expect(config.environment.get('CLOUD_SECRET')).toBe('canary-1');
  });

  test('the usage text names every supported option and variable, and nothing that is refused', () => {
    expect(usage()).toContain('--kubeconfig FILE');
    expect(usage()).toContain('BINNACLE_EXTERNAL_URL');
    expect(usage()).not.toMatch(/--sandbox|--scenario|REDIS_URL/);
  });
});

const MISCONFIGURATIONS: [string, string[], Record<string, string | undefined>, RegExp][] = [
  ['unknown option', ['--prot', '1'], {}, /^The option --prot does not exist\. Did you mean --port\?$/],
  [
    'unknown option, nothing near',
    ['--zebra-crossing'],
    {},
    /^The option --zebra-crossing does not exist\. See --help\.$/,
  ],
  ['unknown option with control characters', ['--\u001b[2Jx'], {}, /^The option --\\u\{1b\}\[2Jx does not exist/],
  ['kubeconfig misspelt', ['--kubeconifg=/a'], {}, /Did you mean --kubeconfig\?$/],
  ['bare argument', ['start'], {}, /^The argument "start" is not understood/],
  ['short option', ['-p', '80'], {}, /^The argument "-p" is not understood/],
  ['option without value', ['--port'], {}, /^--port needs a value: --port PORT\.$/],
  ['option followed by an option', ['--data', '--open'], {}, /^--data needs a value: --data DIR\.$/],
  ['option with empty value', ['--data='], {}, /^--data needs a value/],
  ['switch with value', ['--open=yes'], {}, /^--open is a switch and takes no value\.$/],
  ['option twice', ['--port', '1', '--port', '2'], {}, /^--port is given twice; give it once\.$/],
  ['port not a number', ['--port', 'http'], {}, /^--port "http" is not a port/],
  ['port too large', ['--port', '65536'], {}, /^--port "65536" is not a port/],
  ['port negative', ['--port=-1'], {}, /^--port "-1" is not a port/],
  ['port with sign', [], { BINNACLE_PORT: '+80' }, /^BINNACLE_PORT "\+80" is not a port/],
  ['port hexadecimal', [], { BINNACLE_PORT: '0x1F' }, /^BINNACLE_PORT "0x1F" is not a port/],
  [
    'unknown variable',
    [],
    { BINNACLE_PROT: '1' },
    /^The variable BINNACLE_PROT does not exist\. Did you mean BINNACLE_PORT\?$/,
  ],
  [
    'unknown variable, nothing near',
    [],
    { BINNACLE_ZEBRA_CROSSING: '1' },
    /^The variable BINNACLE_ZEBRA_CROSSING does not exist\. See --help\.$/,
  ],
  ['variable misspelt long', [], { BINNACLE_EXTERNALURL: 'x' }, /Did you mean BINNACLE_EXTERNAL_URL\?$/],
  [
    'T24: open to the network',
    ['--host', '0.0.0.0'],
    {},
    /^--host "0\.0\.0\.0" would open Binnacle to the network: set BINNACLE_EXTERNAL_URL/,
  ],
  ['T24: open by variable', [], { BINNACLE_HOST: '::' }, /^BINNACLE_HOST "::" would open Binnacle to the network/],
  [
    'T24: open by host name',
    ['--host', 'binnacle.lan'],
    {},
    /^--host "binnacle\.lan" would open Binnacle to the network/,
  ],
  ['T24: private address', ['--host', '10.0.0.5'], {}, /^--host "10\.0\.0\.5" would open Binnacle/],
  ['T24: mapped address', ['--host', '::ffff:127.0.0.1'], {}, /would open Binnacle/],
  ['host with a port', ['--host', '127.0.0.1:80'], {}, /^--host "127\.0\.0\.1:80" is not an address/],
  ['host as a number', ['--host', '127.1'], {}, /^--host "127\.1" is not an address/],
  ['host as hexadecimal', ['--host', '0x7f000001'], {}, /is not an address/],
  ['host as URL', ['--host', 'http://localhost'], {}, /is not an address/],
  [
    'external URL not a URL',
    [],
    { BINNACLE_EXTERNAL_URL: 'binnacle' },
    /^BINNACLE_EXTERNAL_URL "binnacle" is not a URL/,
  ],
  ['external URL with other scheme', [], { BINNACLE_EXTERNAL_URL: 'ftp://b.example' }, /begins with "ftp:": use https/],
  [
    'T24: external URL without TLS',
    [],
    { BINNACLE_EXTERNAL_URL: 'http://b.example' },
    /^BINNACLE_EXTERNAL_URL is plain http on "b\.example"/,
  ],
  [
    'external URL with a path',
    [],
    { BINNACLE_EXTERNAL_URL: 'https://b.example/ui' },
    /has a path.*give only https:\/\/b\.example\.$/,
  ],
  [
    'external URL with a query',
    [],
    { BINNACLE_EXTERNAL_URL: 'https://b.example/?a=1' },
    /has a path, query or fragment/,
  ],
  [
    'external URL with a password',
    [],
    { BINNACLE_EXTERNAL_URL: 'https://u:canary@b.example' },
    /^BINNACLE_EXTERNAL_URL holds a user name or password: remove it\.$/,
  ],
  [
    'database of another kind',
    [],
    { DATABASE_URL: 'mysql://u:canary@h/d' },
    /^DATABASE_URL begins with "mysql:": only PostgreSQL/,
  ],
  ['database URL not a URL', [], { DATABASE_URL: 'canary' }, /^DATABASE_URL is not a URL/],
  ['database URL without a host', [], { DATABASE_URL: 'postgresql:///d' }, /^DATABASE_URL names no host/],
  [
    'database URL without a database',
    [],
    { DATABASE_URL: 'postgresql://u:canary@h' },
    /^DATABASE_URL names no database/,
  ],
  ['sandbox', ['--sandbox', 'x.yaml'], {}, /^--sandbox is not supported yet: the embedded cluster/],
  ['sandbox by variable', [], { BINNACLE_SANDBOX: 'x.yaml' }, /^BINNACLE_SANDBOX is not supported yet/],
  ['scenario', ['--scenario=storm'], {}, /^--scenario is not supported yet/],
  ['Redis', [], { REDIS_URL: 'redis://h' }, /^REDIS_URL is not supported yet: several replicas/],
  [
    'OIDC',
    [],
    { BINNACLE_OIDC_ISSUER: 'https://i' },
    /^BINNACLE_OIDC_ISSUER is not supported yet: signing in with OIDC/,
  ],
  ['OIDC secret', [], { BINNACLE_OIDC_CLIENT_SECRET: 'canary' }, /^BINNACLE_OIDC_CLIENT_SECRET is not supported yet/],
  ['data folder is the root', ['--data', '/'], {}, /^--data is the root of the file system/],
  ['data folder is the home folder', ['--data', '~'], {}, /^--data is the home folder itself/],
  [
    'no home folder',
    [],
    { HOME: undefined },
    /^There is no home folder to keep data in: name a folder with --data DIR\.$/,
  ],
  [
    '"~" without home folder',
    ['--data', '~/b'],
    { HOME: undefined },
    /^--data begins with "~", but there is no home folder/,
  ],
  ['NUL in a path', ['--kubeconfig', '/a\0b'], {}, /^--kubeconfig holds a NUL character\.$/],
];

describe('T24: every misconfiguration is refused with a sentence that names it', () => {
  test.each(MISCONFIGURATIONS)('%s', (_, argv, env, message) => {
    const text = refusal(argv, env);
    expect(text).toMatch(message);
    expect(text).not.toContain('canary');
  });
});
