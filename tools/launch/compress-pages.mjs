// Puts a .br and a .gz beside every exported file that is worth it, so that serving them costs no time. Run after the
// web build; files that are not smaller compressed get none.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../apps/web/out', import.meta.url));
const COMPRESSIBLE = /\.(?:js|mjs|css|html|svg|json|txt|webmanifest)$/;
/** Below this a packet carries the file whole either way. */
const MIN_BYTES = 1_024;

let before = 0;
let after = 0;
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
for (const entry of files.filter(({ name }) => /\.(?:br|gz)$/.test(name))) rmSync(join(entry.parentPath, entry.name));
for (const entry of files.filter(({ name }) => COMPRESSIBLE.test(name))) {
  const path = join(entry.parentPath, entry.name);
  const content = readFileSync(path);
  if (content.length < MIN_BYTES) continue;
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
  const gzip = gzipSync(content, { level: 9 });
  if (brotli.length < content.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < content.length) writeFileSync(`${path}.gz`, gzip);
  before += content.length;
  after += brotli.length;
}
console.log(`Pages: ${Math.round(before / 1024)} KB, ${Math.round(after / 1024)} KB compressed.`);
