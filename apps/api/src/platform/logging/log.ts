import pino from 'pino';
import { humanLine } from './human-line.js';
import { escapeInvisible, REDACTED, scrub } from './scrub.js';

/** Fields of a log entry. An error goes under `err`. */
export type LogFields = Record<string, unknown>;

/** The log: fields for machines, one sentence for people. Secrets are redacted by field name and by pattern. */
export interface Log {
  debug(fields: LogFields, sentence: string): void;
  info(fields: LogFields, sentence: string): void;
  warn(fields: LogFields, sentence: string): void;
  error(fields: LogFields, sentence: string): void;
  /** A log whose entries all carry these fields. */
  child(fields: LogFields): Log;
}

/** Injection token of the process' {@link Log}. */
export const LOG = Symbol('LOG');

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** One readable line an entry instead of JSON. */
  human: boolean;
  write: (line: string) => void;
}

/** Fields whose values are never written, at the top and one level down. */
const SECRET_FIELDS = ['authorization', 'cookie', 'token', 'password', 'secret', 'apiKey', 'set-cookie'];

export function createLog({ level, human, write }: LogOptions): Log & { level: string } {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((f) => [`["${f}"]`, `*["${f}"]`, `*.*["${f}"]`]), censor: REDACTED },
      hooks: { streamWrite: (line) => escapeInvisible(scrub(line)) },
    },
    { write: human ? (line) => write(humanLine(line)) : write },
  );
}

/** A log that keeps nothing. */
export const silentLog: Log = createLog({ level: 'silent', human: false, write: () => undefined });
