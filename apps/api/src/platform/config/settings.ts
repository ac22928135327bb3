import { shown } from '@binnacle/shared/names';
import { nearest } from './nearest.js';
import { OIDC_PREFIX, OPTIONS, type OptionDeclaration, type OptionKey, OWN_PREFIX } from './options.js';
import { UsageError } from './startup-error.js';

/** A value and where it came from, so that a refusal can name the place: `--port` or `BINNACLE_PORT`. */
export interface Given {
  readonly from: string;
  readonly values: readonly string[];
}
export type Settings = ReadonlyMap<OptionKey, Given>;
export type EnvironmentValues = Readonly<Record<string, string | undefined>>;

const DECLARED: readonly (OptionDeclaration & { key: OptionKey })[] = OPTIONS;

/**
 * What was set, by option first and by variable second; values are not interpreted yet.
 * @throws UsageError naming the option or variable that is unknown, misused or not supported yet
 */
export function collectSettings(argv: readonly string[], env: EnvironmentValues): Settings {
  refuseUnknownVariables(env);
  const settings = new Map<OptionKey, Given>();
  for (const declared of DECLARED) {
    const text = declared.variable === undefined ? undefined : env[declared.variable];
    if (declared.variable === undefined || text === undefined || text === '') continue;
    refuseLater(declared, declared.variable);
    settings.set(declared.key, { from: declared.variable, values: [text] });
  }
  for (const [key, given] of fromOptions(argv)) settings.set(key, given);
  return settings;
}

function fromOptions(argv: readonly string[]): Map<OptionKey, Given> {
  const found = new Map<OptionKey, Given>();
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (!argument.startsWith('--')) {
      throw new UsageError(`The argument ${shown(argument)} is not understood: options begin with "--", see --help.`);
    }
    const equals = argument.indexOf('=');
    const name = argument.slice(2, equals < 0 ? undefined : equals);
    const declared = declaredOption(name);
    const from = `--${name}`;
    refuseLater(declared, from);
    if (declared.takes === 'flag') {
      if (equals >= 0) throw new UsageError(`${from} is a switch and takes no value.`);
      found.set(declared.key, { from, values: ['true'] });
      continue;
    }
    const value = equals >= 0 ? argument.slice(equals + 1) : argv[++at];
    if (value === undefined || value === '' || (equals < 0 && value.startsWith('--'))) {
      throw new UsageError(`${from} needs a value: ${from} ${declared.placeholder ?? 'VALUE'}.`);
    }
    const before = found.get(declared.key)?.values ?? [];
    if (before.length > 0 && declared.takes !== 'list') throw new UsageError(`${from} is given twice; give it once.`);
    found.set(declared.key, { from, values: [...before, value] });
  }
  return found;
}

function declaredOption(name: string) {
  const declared = DECLARED.find((o) => o.option !== undefined && o.option === name);
  if (declared !== undefined) return declared;
  const known = DECLARED.flatMap((o) => (o.option === undefined || o.later !== undefined ? [] : [o.option]));
  const hint = nearest(name, known);
  throw new UsageError(
    `The option --${shown(name).slice(1, -1)} does not exist.${hint === undefined ? ' See --help.' : ` Did you mean --${hint}?`}`,
  );
}

function refuseUnknownVariables(env: EnvironmentValues): void {
  const known = DECLARED.flatMap((o) => (o.variable === undefined ? [] : [o.variable]));
  for (const name of Object.keys(env).sort()) {
    if (!name.startsWith(OWN_PREFIX) || known.includes(name)) continue;
    if (name.startsWith(OIDC_PREFIX)) {
      throw new UsageError(`${name} is not supported yet: signing in with OIDC is not part of this version; unset it.`);
    }
    const supported = known.filter((candidate) => candidate.startsWith(OWN_PREFIX));
    const hint = nearest(
      name.slice(OWN_PREFIX.length),
      supported.map((candidate) => candidate.slice(OWN_PREFIX.length)),
    );
    throw new UsageError(
      `The variable ${name} does not exist.${hint === undefined ? ' See --help.' : ` Did you mean ${OWN_PREFIX}${hint}?`}`,
    );
  }
}

function refuseLater(declared: OptionDeclaration, from: string): void {
  if (declared.later !== undefined) throw new UsageError(`${from} is not supported yet: ${declared.later}.`);
}
