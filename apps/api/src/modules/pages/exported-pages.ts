import { readdir, readFile } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { pagePolicy } from './page-policy.js';

/** One file of the export, as it is served. */
export interface PageFile {
  /** Below the folder, with `/`. */
  readonly name: string;
  /** The whole `Cache-Control`. */
  readonly caching: string;
  /** For HTML files. */
  readonly policy: string | null;
}

/** Every deep link is answered with this file; the page reads the address itself. */
const SHELL = 'index.html';
/** Files below it carry a hash of their content in their name. */
const HASHED = '_next/static/';

/** The exported pages as they lay in the folder at the start: nothing else in it, or outside it, is ever served. */
export class ExportedPages {
  private constructor(private readonly files: ReadonlyMap<string, PageFile>) {}

  /** Null when nothing was exported there. */
  static async read(folder: string): Promise<ExportedPages | null> {
    const names = await filesBelow(folder);
    if (!names.includes(SHELL)) return null;
    const files = await Promise.all(
      names.filter((name) => !/\.(?:br|gz)$/.test(name)).map((name) => describe(folder, name)),
    );
    return new ExportedPages(new Map(files.map((file) => [file.name, file])));
  }

  /**
   * What a path is answered with: its file, the shell for an address of the application, or null. An address is told
   * from a missing file by its place: objects below `/c/` may have dots in their names.
   */
  at(path: string): PageFile | null {
    const name = path.replace(/^\/+/, '');
    const file = this.files.get(name === '' ? SHELL : name);
    if (file !== undefined) return file;
    const wantsFile = name.startsWith('_next/') || (!name.startsWith('c/') && /\.[a-z0-9]+$/i.test(name));
    return wantsFile ? null : (this.files.get(SHELL) ?? null);
  }
}

async function describe(folder: string, name: string): Promise<PageFile> {
  if (name.startsWith(HASHED)) return { name, caching: 'public, max-age=31536000, immutable', policy: null };
  const policy = name.endsWith('.html') ? pagePolicy(await readFile(join(folder, name), 'utf8')) : null;
  return { name, caching: 'no-cache', policy };
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .split(sep)
          .join(posix.sep),
      );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
