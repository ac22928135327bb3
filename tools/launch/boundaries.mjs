// Checks every source file against the rules of boundary-rules.mjs, and the rules against their canaries.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brokenRules, importsOf, violations } from './boundary-rules.mjs';
import { root } from './checkout.mjs';

const SKIPPED = new Set(['node_modules', 'dist', 'out', '.next', 'generated']);

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const files = ['apps', 'libs'].flatMap((folder) => filesBelow(join(root, folder)));
const imports = files.flatMap((path) =>
  importsOf(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')),
);
const found = [
  ...violations(imports),
  ...brokenRules().map((name) => `the rule no longer refuses its canary: ${name}`),
];
for (const line of found) console.error(line);
console.log(`${files.length} files, ${imports.length} imports, ${found.length} violations`);
process.exit(found.length === 0 && imports.length > 0 ? 0 : 1);
