import type { EnvironmentValues } from './settings.js';

/**
 * The process environment, for the few places that must hand it on (credential helpers of a kubeconfig). It is never
 * printed: neither JSON nor the inspector shows its values.
 */
export class Environment {
  readonly #values: EnvironmentValues;
  constructor(values: EnvironmentValues) {
    this.#values = { ...values };
  }
  get(name: string): string | undefined {
    return this.#values[name];
  }
  /** A copy, for a child process. */
  copy(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.#values).filter((e): e is [string, string] => e[1] !== undefined));
  }
  toJSON(): string {
    return '[environment]';
  }
}
