// npm run dev: everything rebuilt while you type. Libraries and API by tsc, the API restarted when its files change,
// pages by next dev at http://localhost:3000, which passes REST and the socket on. Options go to the API.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, environment, nodeBinary, root } from './checkout.mjs';

ensureInstalled();
const options = process.argv.slice(2);
// A data folder inside the checkout, so that work on Binnacle does not touch the one that is used.
const data = options.some((option) => option.startsWith('--data')) ? [] : ['--data', join(root, '.binnacle')];
const PAGES = 'http://localhost:3000';
const watched = (folder) => ['tsc', ['-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'], folder];

// Once in order first, so that the watchers start from something that fits together.
const first = spawnSync('nx', ['run-many', '-t', 'build', '--exclude=@binnacle/web'], {
  cwd: root,
  env: environment,
  stdio: 'inherit',
});
if (first.status !== 0) process.exit(first.status ?? 1);

const programs = [
  watched('libs/shared'),
  watched('libs/kube'),
  watched('apps/api'),
  // The pages' own address: cookies and origins are those the browser sees.
  [
    nodeBinary(),
    ['--watch', '--watch-preserve-output', 'dist/main.js', ...data, ...options],
    'apps/api',
    { BINNACLE_EXTERNAL_URL: PAGES },
  ],
  ['next', ['dev', '--port', '3000'], 'apps/web'],
];
const children = programs.map(([command, args, cwd, env = {}]) =>
  spawn(command, args, {
    cwd: join(root, cwd),
    env: { ...environment, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  }),
);
let ending = false;
const end = (code) => {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  process.exitCode = code;
};
for (const child of children) child.on('exit', (code) => end(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));
