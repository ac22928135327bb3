import { crc32 } from 'node:zlib';
import { CorruptLogError } from '../errors.js';

/** Disks write this much at once or not at all. */
const SECTOR = 512;
const NEWLINE = 0x0a;

/**
 * A line `<length> <checksum> <JSON>`: what was written at once, and counts as a whole or not at all. The JSON holds
 * no line break, so that a frame can be found behind a damaged one.
 */
export function frame(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  return Buffer.concat([Buffer.from(`${json.length} ${checksum(json)} `), json, Buffer.of(NEWLINE)]);
}

/** How far a file of frames is good, and what it holds until there. */
export interface Frames {
  readonly values: { readonly value: unknown; readonly end: number }[];
  /** Less than the length of the file when the last write was cut off. */
  readonly end: number;
}

/**
 * Reads all frames of a file. A last write that a crash cut off is left out.
 * @throws CorruptLogError on any other damage
 */
export function readFrames(content: Buffer, file: string): Frames {
  const values: { value: unknown; end: number }[] = [];
  let offset = 0;
  while (offset < content.length) {
    const found = frameAt(content, offset);
    if (found === undefined) {
      if (!cutOff(content, offset)) throw new CorruptLogError(file, offset, 'its content does not match its checksum');
      break;
    }
    values.push(found);
    offset = found.end;
  }
  return { values, end: offset };
}

function frameAt(content: Buffer, offset: number): { value: unknown; end: number } | undefined {
  const newline = content.indexOf(NEWLINE, offset);
  const header = headerAt(content, offset);
  if (newline < 0 || header === undefined || header.end !== newline) return undefined;
  const json = content.subarray(header.start, newline);
  if (checksum(json) !== header.checksum) return undefined;
  return { value: JSON.parse(json.toString()), end: newline + 1 };
}

interface Header {
  readonly checksum: string;
  /** Where the JSON starts and where it should end. */
  readonly start: number;
  readonly end: number;
}

function headerAt(content: Buffer, offset: number): Header | undefined {
  const match = /^(\d{1,10}) ([0-9a-f]{8}) /.exec(content.toString('latin1', offset, offset + 20));
  if (match === null) return undefined;
  const start = offset + match[0].length;
  return { checksum: match[2] ?? '', start, end: start + Number(match[1]) };
}

/**
 * Whether the bytes from here on are the remains of one write that did not come to its end: it stops before its
 * length is reached, or a sector of it never reached the disk. Whatever came before a good frame had come to its end.
 */
function cutOff(content: Buffer, offset: number): boolean {
  const newline = content.indexOf(NEWLINE, offset);
  for (let line = newline; line >= 0; line = content.indexOf(NEWLINE, line + 1)) {
    if (frameAt(content, line + 1) !== undefined) return false;
  }
  const header = headerAt(content, offset);
  if (newline < 0 && (header === undefined || header.end >= content.length)) return true;
  for (let from = offset; from < content.length; ) {
    const to = Math.min(content.length, from + SECTOR - (from % SECTOR));
    if (content.subarray(from, to).every((byte) => byte === 0)) return true;
    from = to;
  }
  return false;
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
