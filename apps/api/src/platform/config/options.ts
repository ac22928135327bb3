/** One setting: its option, its variable, or both. `later` marks what is promised but does not work yet. */
export interface OptionDeclaration {
  readonly key: string;
  readonly option?: string;
  readonly variable?: string;
  /** `flag` takes no value; `list` may be given several times. */
  readonly takes: 'flag' | 'value' | 'list';
  /** Shown in the usage text behind the option. */
  readonly placeholder?: string;
  readonly help: string;
  /** Why it is refused, one sentence, as long as it is not built. */
  readonly later?: string;
}

/** Variables that begin so are ours, and an unknown one is refused. */
export const OWN_PREFIX = 'BINNACLE_';
/** Every variable below this prefix belongs to OIDC, which is not built yet. */
export const OIDC_PREFIX = 'BINNACLE_OIDC_';

const SANDBOX_LATER = 'the embedded cluster is not part of this version; name a cluster with --kubeconfig';

/** Every option and variable, declared once: reading, refusing, suggesting and the usage text follow from it. */
export const OPTIONS = [
  {
    key: 'port',
    option: 'port',
    variable: 'BINNACLE_PORT',
    takes: 'value',
    placeholder: 'PORT',
    help: 'port to listen on (7070)',
  },
  {
    key: 'host',
    option: 'host',
    variable: 'BINNACLE_HOST',
    takes: 'value',
    placeholder: 'ADDRESS',
    help: 'address to listen on (127.0.0.1)',
  },
  {
    key: 'data',
    option: 'data',
    variable: 'BINNACLE_DATA',
    takes: 'value',
    placeholder: 'DIR',
    help: 'folder of the database and owner.key',
  },
  {
    key: 'kubeconfig',
    option: 'kubeconfig',
    takes: 'list',
    placeholder: 'FILE',
    help: 'kubeconfig whose contexts become clusters; may be repeated (KUBECONFIG)',
  },
  { key: 'noSandbox', option: 'no-sandbox', takes: 'flag', help: 'do not start an embedded cluster' },
  { key: 'open', option: 'open', takes: 'flag', help: 'open the browser when ready' },
  { key: 'verbose', option: 'verbose', takes: 'flag', help: 'log details and the time each part took to start' },
  { key: 'databaseUrl', variable: 'DATABASE_URL', takes: 'value', help: 'PostgreSQL instead of the embedded database' },
  {
    key: 'externalUrl',
    variable: 'BINNACLE_EXTERNAL_URL',
    takes: 'value',
    help: 'address under which people reach Binnacle',
  },
  {
    key: 'secretFile',
    variable: 'BINNACLE_SECRET_FILE',
    takes: 'value',
    help: 'file with at least 32 bytes of key material',
  },
  {
    key: 'sandbox',
    option: 'sandbox',
    variable: 'BINNACLE_SANDBOX',
    takes: 'value',
    placeholder: 'CONFIG',
    help: '',
    later: SANDBOX_LATER,
  },
  { key: 'scenario', option: 'scenario', takes: 'value', placeholder: 'NAME', help: '', later: SANDBOX_LATER },
  {
    key: 'redisUrl',
    variable: 'REDIS_URL',
    takes: 'value',
    help: '',
    later: 'several replicas are not supported by this version; unset it and run one',
  },
] as const satisfies readonly OptionDeclaration[];

export type OptionKey = (typeof OPTIONS)[number]['key'];

/** The text of `npm start -- --help`. */
export function usage(): string {
  const options = OPTIONS.filter((o): o is typeof o & { option: string } => 'option' in o && !('later' in o));
  const variables = OPTIONS.filter((o): o is typeof o & { variable: string } => 'variable' in o && !('later' in o));
  const line = (left: string, right: string) => `  ${left.padEnd(26)}${right}`;
  return [
    'Usage: npm start -- [options]',
    '',
    ...options.map((o) => line(`--${o.option}${'placeholder' in o ? ` ${o.placeholder}` : ''}`, o.help)),
    line('--help', 'this text'),
    line('--version', 'the version'),
    '',
    'Environment, same meaning (an option wins over its variable):',
    '',
    ...variables.map((o) => line(o.variable, o.help)),
    '',
    'Exit codes: 0 stopped, 2 wrong usage, 3 data folder in use or unreadable,',
    '4 database not reachable or newer than this program, 5 port taken.',
  ].join('\n');
}
