/** What the process ends with, as scripts rely on it. */
export const EXIT = {
  stopped: 0,
  unexpected: 1,
  usage: 2,
  dataFolder: 3,
  database: 4,
  portTaken: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Binnacle cannot start for a reason that the person who started it can mend; the message says what to do. */
export class StartupError extends Error {
  override readonly name: string = 'StartupError';
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A wrong option or variable (exit code 2): always names it. */
export class UsageError extends StartupError {
  override readonly name = 'UsageError';
  constructor(message: string) {
    super(EXIT.usage, message);
  }
}
