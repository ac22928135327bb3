import { readFile } from 'node:fs/promises';
import type { AuditRecord } from '@binnacle/testing/test-cluster';

/** Reads the records written so far. A line still being written, without its end, is left for the next time. */
export async function readAuditLog(file: string): Promise<AuditRecord[]> {
  const text = await readFile(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditRecord);
}
