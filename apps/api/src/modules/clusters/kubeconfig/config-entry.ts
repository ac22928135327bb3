import type { ClusterFault } from '@binnacle/shared/clusters';
import { isRecord } from '../transport/answer.js';
import { ClusterConfigError, type ConfigPlace } from './problem.js';
import type { Step, YamlDocument } from './yaml-document.js';

/** `['contexts', 0, 'context']` as `contexts[0].context`. */
export function fieldText(path: readonly Step[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

/** One value of a kubeconfig with its place in the file: a cluster, user or context, or a part of one. */
export class ConfigEntry {
  constructor(
    readonly file: string,
    readonly document: YamlDocument,
    readonly path: readonly Step[],
    readonly value: Readonly<Record<string, unknown>>,
  ) {}

  has(key: string): boolean {
    return Object.hasOwn(this.value, key) && this.value[key] !== null && this.value[key] !== undefined;
  }

  place(...steps: Step[]): ConfigPlace {
    const path = [...this.path, ...steps];
    return { file: this.file, ...this.document.locate(path), field: fieldText(path) };
  }

  /** An error at a key of this entry, or further below. */
  error(fault: ClusterFault, at: Step | readonly Step[], message: string, hint: string): ClusterConfigError {
    return new ClusterConfigError(fault, { ...this.place(...[at].flat()), message, hint });
  }

  /** The text at a key; absent and empty alike give `undefined`, as kubectl treats them. */
  text(key: string, fault: ClusterFault): string | undefined {
    if (!this.has(key)) return undefined;
    const value = this.value[key];
    if (typeof value !== 'string') throw this.error(fault, key, `${key} must be text`, 'Put the value in quotes.');
    return value === '' ? undefined : value;
  }

  flag(key: string, fault: ClusterFault): boolean {
    if (!this.has(key)) return false;
    const value = this.value[key];
    if (typeof value !== 'boolean')
      throw this.error(fault, key, `${key} must be true or false`, 'Write true or false, without quotes.');
    return value;
  }

  /** The mapping at a key, as an entry of its own. */
  entry(key: string, fault: ClusterFault): ConfigEntry | undefined {
    if (!this.has(key)) return undefined;
    const value = this.value[key];
    if (!isRecord(value)) throw this.error(fault, key, `${key} must be a mapping`, 'Indent its fields below it.');
    return new ConfigEntry(this.file, this.document, [...this.path, key], value);
  }
}
