import { parseArgs } from 'node:util';
import { BuildError, buildPrograms } from './build.ts';
import { startTestCluster } from './real-cluster.ts';
import { isScenarioName, SCENARIOS } from './scenarios/index.ts';

const USAGE = `Usage: npm run cluster -- [start] [--scenario NAME] [--nodes N] [--dir DIR] [--seed N] [--rate CHANGES_A_SECOND]
       npm run cluster -- build      build the programs and end
       npm run cluster -- kubectl    print the path of the kubectl that belongs to them

Scenarios:
${Object.entries(SCENARIOS)
  .map(([name, { says }]) => `  ${name.padEnd(15)}${says}`)
  .join('\n')}
`;

/** The command line is not understood; the message says what is wrong. */
class UsageError extends Error {
  override name = 'UsageError';
}

const say = (line: string) => process.stderr.write(`${line}\n`);

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new UsageError(`--${name} takes a whole number, not "${text}".`);
  return number;
}

function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

async function start(values: {
  scenario: string;
  nodes: string;
  rate: string;
  dir?: string;
  seed?: string;
}): Promise<void> {
  const { scenario } = values;
  if (!isScenarioName(scenario)) throw new UsageError(`There is no scenario "${scenario}".`);
  const ended = signalled();
  say(`starting a control plane, scenario ${scenario}`);
  const starting = startTestCluster({
    scenario,
    nodes: wholeNumber('nodes', values.nodes),
    changesPerSecond: wholeNumber('rate', values.rate),
    say,
    ...(values.dir === undefined ? {} : { folder: values.dir }),
    ...(values.seed === undefined ? {} : { seed: wholeNumber('seed', values.seed) }),
  });
  // Interrupted while starting: wait for the start, then stop, so that nothing is left half made.
  const cluster = await starting;
  process.stdout.write(`\nThe cluster runs at ${cluster.server}. To use it, paste this line:\n\n`);
  process.stdout.write(`  export KUBECONFIG=${cluster.kubeconfig()}\n\n`);
  process.stdout.write(`Other people's kubeconfigs and all logs are in ${cluster.folder}. Ctrl-C stops it.\n`);
  await ended;
  say('stopping');
  await cluster.stop();
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      scenario: { type: 'string', default: 'healthy' },
      nodes: { type: 'string', default: '3' },
      dir: { type: 'string' },
      seed: { type: 'string' },
      rate: { type: 'string', default: '4' },
      help: { type: 'boolean', default: false },
    },
  });
  const command = positionals[0] ?? 'start';
  if (values.help) process.stdout.write(USAGE);
  else if (command === 'start') await start(values);
  else if (command === 'build') await buildPrograms(say);
  else if (command === 'kubectl') process.stdout.write(`${(await buildPrograms(say)).kubectl}\n`);
  else throw new UsageError(`There is no command "${command}".`);
}

function isUsage(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof TypeError && 'code' in error);
}

try {
  await main();
} catch (error) {
  if (error instanceof BuildError) say(error.message);
  else if (isUsage(error)) say(`${error.message}\n\n${USAGE}`);
  else throw error;
  process.exitCode = isUsage(error) ? 2 : 1;
}
