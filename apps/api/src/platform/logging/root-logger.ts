import { createLog, type Log } from './log.js';

const root = createLog({
  level: 'info',
  human: process.stderr.isTTY === true,
  write: (line) => process.stderr.write(line),
});

/** The log of this process, on standard error: readable lines on a terminal, JSON otherwise. */
export const rootLogger: Log = root;

/** Lets details through. Children made before keep the level they were made with. */
export function logDetails(): void {
  root.level = 'debug';
}
