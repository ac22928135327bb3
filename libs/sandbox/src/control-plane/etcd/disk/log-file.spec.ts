import { copyFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CompactedError, CorruptLogError, FolderInUseError, openEtcd, type Store } from '../index.js';
import { key, names, pod, scratchFolder, watched } from '../testing/etcd-bench.js';

const clock = new FakeClock();
let folder: string;
let remove: () => void;
const notices: string[] = [];

beforeEach(() => {
  ({ folder, remove } = scratchFolder());
  notices.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  remove();
});

const log = (): string => join(folder, 'revisions.log');
const opened = (options: { fsync?: boolean; slack?: number } = {}): Promise<Store> =>
  openEtcd({ clock, folder, fsync: false, notice: (message) => notices.push(message), ...options });

/** Every file handle's method, so that a test decides when the disk answers. */
async function spyOnDisk(method: 'datasync' | 'sync') {
  const probe = await open(log(), 'r');
  await probe.close();
  return vi.spyOn(Object.getPrototypeOf(probe) as typeof probe, method);
}

/** Three keys, the last one put alone; the length of the file before that. */
async function filled(): Promise<number> {
  const store = await opened();
  await Promise.all([store.put(key('a'), pod('a'), 0), store.put(key('b'), pod('b'), 0)]);
  const before = statSync(log()).size;
  await store.put(key('c'), pod('c'), 0);
  await store.close();
  return before;
}

describe('after a restart', () => {
  test('everything is there, the history can be read and watched, and revisions continue', async () => {
    const first = await opened();
    const a = await first.put(key('a'), pod('a'), 0);
    await first.put(key('a'), pod('a', { changed: true }), a.revision);
    await first.put(key('b'), pod('b'), 0);
    await first.delete(key('b'), 4, pod('b', { last: true }));
    const before = watched(first, 1);
    await setImmediate();
    await first.close();

    const again = await opened();
    const after = watched(again, 1);
    await setImmediate();
    expect(after).toEqual(before);
    expect([again.revision, names(again.range('').items)]).toEqual([5, ['a']]);
    expect(again.range('', { at: 2 }).items).toEqual([a]);
    expect(Object.isFrozen(again.get(key('a'))?.object.metadata)).toBe(true);
    expect((await again.put(key('c'), pod('c'), 0)).revision).toBe(6);
    await again.close();
    expect(notices).toEqual([]);
  });

  test('what was compacted stays compacted', async () => {
    const first = await opened();
    for (const name of ['a', 'b', 'c']) await first.put(key(name), pod(name), 0);
    first.compact(3);
    await first.close();
    const again = await opened();
    expect(again.compacted).toBe(3);
    expect(() => watched(again, 2)).toThrow(CompactedError);
    expect(names(again.range('', { at: 3 }).items)).toEqual(['a', 'b']);
    await again.close();
  });
});

describe('on the disk', () => {
  test('the folder and its files are for their owner only, whatever they were', async () => {
    await filled();
    const modes = ['.', ...readdirSync(folder)].map((name) => [name, statSync(join(folder, name)).mode & 0o077]);
    // The lock is empty, its folder closed.
    expect(modes.filter(([name, others]) => name !== 'lock' && others !== 0)).toEqual([]);
    expect(statSync(join(folder, 'lock')).size).toBe(0);
  });

  test('all puts of a turn share one sync, and none is acknowledged or seen before it', async () => {
    const store = await opened({ fsync: true });
    let finish = (): void => undefined;
    const datasync = (await spyOnDisk('datasync')).mockImplementation(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    let acknowledged = 0;
    const events = watched(store, 1);
    const puts = Array.from({ length: 100 }, (_, i) =>
      store.put(key(`p${i}`), pod(`p${i}`), 0).then(() => {
        acknowledged += 1;
      }),
    );
    await vi.waitUntil(() => datasync.mock.calls.length > 0);
    expect([acknowledged, store.revision, events.length]).toEqual([0, 1, 0]);
    finish();
    await Promise.all(puts);
    expect([acknowledged, store.revision, events.length, datasync.mock.calls.length]).toEqual([100, 101, 100, 1]);
    datasync.mockRestore();
    await store.close();
  });

  test('after a failed sync nothing of that write is seen, and there are only reads', async () => {
    const store = await opened({ fsync: true });
    await store.put(key('a'), pod('a'), 0);
    (await spyOnDisk('datasync')).mockRejectedValueOnce(new Error('no space left'));
    const failing = [store.put(key('b'), pod('b'), 0), store.put(key('b'), pod('b'), 2)];
    for (const put of failing)
      await expect(put).rejects.toMatchObject({ name: 'StoreClosedError', cause: { message: 'no space left' } });
    await expect(store.put(key('c'), pod('c'), 0)).rejects.toThrow('can only be read until it is started again');
    expect(names(store.range('').items)).toEqual(['a']);
    expect(notices).toEqual([expect.stringContaining('The disk failed')]);
    await store.close();
    await (await opened()).close();
  });

  test('a second store of the same folder is refused until the first is closed', async () => {
    const store = await opened();
    await expect(opened()).rejects.toThrow(new FolderInUseError(folder));
    await store.close();
    await (await opened()).close();
  });

  test('the file is rewritten when most of it is compacted, and holds the same', async () => {
    const store = await opened({ slack: 20_000, fsync: true });
    const kept = Array.from({ length: 450 }, (_, i) => `kept-${1000 + i}`);
    await Promise.all(kept.map((name) => store.put(key(name), pod(name), 0)));
    for (let i = 0; i < 50; i += 1)
      await store.put(key('busy'), pod('busy', { large: 'x'.repeat(5000), i }), i === 0 ? 0 : store.revision);
    await store.delete(key('busy'), store.revision, pod('busy'));
    await store.put(key('late'), pod('late'), 0);
    const size = statSync(log()).size;
    store.compact(store.revision - 1);
    await store.put(key('later'), pod('later'), 0);
    const before = watched(store, store.compacted);
    await store.close();
    expect(statSync(log()).size).toBeLessThan(size / 3);

    const again = await opened();
    const after = watched(again, store.compacted);
    await setImmediate();
    expect(after).toEqual(before);
    expect(again.range('', { at: again.compacted })).toEqual(store.range('', { at: store.compacted }));
    expect([names(again.range('').items), again.revision]).toEqual([[...kept, 'late', 'later'], store.revision]);
    await again.close();
  });

  test('a history that is compacted and changed while the file is rewritten comes out whole', async () => {
    const store = await opened({ slack: 0 });
    await Promise.all(Array.from({ length: 1000 }, (_, i) => store.put(key(`a-${i}`), pod('a'), 0)));
    const late: Promise<unknown>[] = [];
    for (let i = 1; i < 900; i += 1) {
      store.compact(i);
      if (i % 20 === 0) late.push(store.put(key(`late-${i}`), pod('late'), 0));
      await setImmediate();
    }
    await Promise.all(late);
    await store.close();
    const again = await opened();
    expect([again.revision, again.compacted]).toEqual([store.revision, store.compacted]);
    expect(again.range('')).toEqual(store.range(''));
    await again.close();
  });

  test('a rewriting that a crash interrupted is begun anew', async () => {
    await filled();
    writeFileSync(`${log()}.new`, 'half');
    const store = await opened();
    expect(names(store.range('').items)).toEqual(['a', 'b', 'c']);
    await store.close();
  });
});

describe('damage', () => {
  test('a last write cut off at any byte is removed with a notice, and everything before it is there', async () => {
    const before = await filled();
    const whole = `${folder}/whole`;
    copyFileSync(log(), whole);
    const size = statSync(whole).size;
    for (let length = before; length < size; length += 1) {
      copyFileSync(whole, log());
      truncateSync(log(), length);
      notices.length = 0;
      const store = await opened();
      expect([names(store.range('').items), store.revision]).toEqual([['a', 'b'], 3]);
      expect(notices.length, `${length}`).toBe(length === before ? 0 : 1);
      expect((await store.put(key('d'), pod('d'), 0)).revision).toBe(4);
      await store.close();
      const again = await opened();
      expect(names(again.range('').items)).toEqual(['a', 'b', 'd']);
      await again.close();
    }
    expect(size - before).toBeGreaterThan(100);
    expect(notices[0]).toContain(`removed; it had not been acknowledged`);
  });

  test.each([
    ['its end', 0.5, 1],
    ['its middle', 0.2, 0.6],
  ])('a last write of which a sector never reached the disk, at %s, is removed with a notice', async (_, from, to) => {
    const store = await opened();
    await store.put(key('a'), pod('a'), 0);
    const before = statSync(log()).size;
    await store.put(key('b'), pod('b', { large: 'x'.repeat(5000) }), 0);
    await store.close();
    const content = readFileSync(log());
    const length = content.length - before;
    writeFileSync(log(), content.fill(0, Math.floor(before + from * length), Math.floor(before + to * length)));
    const again = await opened();
    expect([names(again.range('').items), notices.length]).toEqual([['a'], 1]);
    await again.close();
  });

  test('a sector of zeros in front of a good write is no write cut off', async () => {
    const store = await opened();
    await store.put(key('a'), pod('a', { large: 'x'.repeat(5000) }), 0);
    await store.put(key('b'), pod('b'), 0);
    await store.close();
    writeFileSync(log(), readFileSync(log()).fill(0, 1024, 3072));
    await expect(opened()).rejects.toBeInstanceOf(CorruptLogError);
  });

  test('a single wrong bit anywhere is told with file and place, and nothing is changed', async () => {
    await filled();
    const content = readFileSync(log());
    for (let at = 0; at < content.length; at += 1) {
      const damaged = Buffer.from(content);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(log(), damaged);
      const error: unknown = await opened().catch((reason: unknown) => reason);
      expect(error, `byte ${at}`).toBeInstanceOf(CorruptLogError);
      expect(error).toMatchObject({ file: log(), message: expect.stringContaining('is damaged at byte') });
      expect((error as CorruptLogError).offset).toBeLessThanOrEqual(at);
      expect(readFileSync(log()).equals(damaged)).toBe(true);
    }
  });

  test.each([
    ['a missing revision', (lines: string[]) => lines.toSpliced(1, 1), 'revision 2 is missing'],
    ['no beginning', () => [], 'its beginning is missing'],
    ['another format', (lines: string[]) => lines.slice(1), 'this program reads format 1'],
  ])('%s is told', async (_, damage, message) => {
    await filled();
    writeFileSync(log(), damage(readFileSync(log(), 'utf8').split('\n')).join('\n'));
    await expect(opened()).rejects.toThrow(message);
  });

  test.each([
    ['in its keys', 1],
    ['in its changes', 2],
  ])('a rewritten file that ends too early, %s, is told', async (_, lines) => {
    const store = await opened({ slack: 0 });
    await store.put(key('a'), pod('a', { large: 'x'.repeat(1000) }), 0);
    await store.put(key('b'), pod('b'), 0);
    store.compact(2);
    await store.close();
    const content = readFileSync(log(), 'utf8').split('\n');
    expect(content.length).toBe(4);
    writeFileSync(log(), `${content.slice(0, lines).join('\n')}\n`);
    await expect(opened()).rejects.toBeInstanceOf(CorruptLogError);
  });
});
