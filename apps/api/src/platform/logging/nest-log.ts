import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** The framework's own chatter while it puts itself together, and the errors it also throws to us: once is enough. */
const FRAMEWORK = new Set([
  'NestFactory',
  'NestApplication',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'ExceptionHandler',
]);

/** Lets the framework, and modules that use its logger, write into our log. */
export class NestLog implements LoggerService {
  constructor(private readonly out: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  private write(level: 'debug' | 'info' | 'warn' | 'error', message: unknown, rest: unknown[]): void {
    const fields = { ...fieldsOf(rest), ...(message instanceof Error ? { err: message } : {}) };
    const quiet = level !== 'warn' && typeof fields.context === 'string' && FRAMEWORK.has(fields.context);
    this.out[quiet ? 'debug' : level](fields, String(message));
  }
}

/** The framework passes the stack (if any) and the name of the class last. */
function fieldsOf(rest: unknown[]): { context?: string; stack?: string } {
  const context = rest.at(-1);
  const stack = rest.length > 1 ? rest[0] : undefined;
  return {
    ...(typeof context === 'string' ? { context } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
  };
}
