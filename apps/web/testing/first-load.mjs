import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

/**
 * After a build: the JavaScript that a browser of today loads before each page is shown, in KB brotli, against its
 * budget: the scripts of the one exported file, and what the page is loaded with on demand. Scripts marked `noModule`
 * are for browsers that do not get this far. Ends with 1 when a page is above the budget, or when the file holds what
 * the content security policy would block. Usage: node testing/first-load.mjs
 */
const BUDGET_KB = 200;
const OUT = new URL('../out/', import.meta.url);
const CHUNKS = new URL('_next/static/chunks/', OUT);

const html = readFileSync(new URL('index.html', OUT), 'utf8');
const shell = new Set(
  [...html.matchAll(/<script\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/\snomodule\b/i.test(tag))
    .map((tag) => /\ssrc="\/([^"?]+)/.exec(tag)?.[1])
    .filter((src) => src !== undefined),
);

/** Every page that the route table loads on demand, with its scripts, as the bundler wrote them down. */
function pages() {
  const code = readdirSync(CHUNKS)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(new URL(name, CHUNKS), 'utf8'))
    .join('\n');
  return [...code.matchAll(/\.A\((\d+)\)\)\.(\w+Page)\b/g)].map(([, id, page]) => {
    const list = new RegExp(`\\b${id},(\\w+)=>\\{\\1\\.v\\(\\w+=>Promise\\.all\\((\\[[^\\]]+\\])`).exec(code)?.[2];
    if (list === undefined)
      throw new Error(`The scripts of ${page} are not found: the bundler writes them another way.`);
    return { page, scripts: JSON.parse(list).map((script) => `_next/${script}`) };
  });
}

const sizes = new Map();
function kilobytes(scripts) {
  let total = 0;
  for (const script of new Set(scripts)) {
    const size = sizes.get(script) ?? brotliCompressSync(readFileSync(new URL(script, OUT))).length / 1024;
    sizes.set(script, size);
    total += size;
  }
  return total;
}

const found = pages();
if (found.length === 0) throw new Error('No page is found in the build: the bundler writes them another way.');
const lines = [
  ['every page', kilobytes(shell)],
  ...found.map(({ page, scripts }) => [page, kilobytes([...shell, ...scripts])]),
];
let failed = false;
for (const [name, kb] of lines) {
  const over = kb > BUDGET_KB;
  failed ||= over;
  process.stdout.write(`${kb.toFixed(1).padStart(7)} KB of ${BUDGET_KB}  ${name}${over ? '  TOO MUCH' : ''}\n`);
}

const inline = [...html.matchAll(/<[a-z][^>]*\sstyle=|<style\b/gi)].length;
if (inline > 0) process.stdout.write(`${inline} inline styles: the content security policy blocks them\n`);
process.exitCode = failed || inline > 0 ? 1 : 0;
