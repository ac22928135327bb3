import type { ApiClient } from '../api-client.ts';
import type { ControllerManagerSettings } from '../flags.ts';
import type { KubeObject } from '../kube-object.ts';

/** What a scenario works on. */
export interface Stage {
  api: ApiClient;
  /** Names of the nodes, the first of which every scenario may rely on. */
  nodes: readonly string[];
  /** What the scenario's random choices follow from; printed by those that make any. */
  seed: number;
  /** Changes a second, for scenarios that go on. */
  changesPerSecond: number;
  say: (line: string) => void;
}

/** A state of a cluster that can be told in one word, made through the API as people and controllers would. */
export interface Scenario {
  /** One sentence for the person who chooses. */
  says: string;
  settings?: ControllerManagerSettings;
  /** Creates what it needs; the nodes and namespaces are there. */
  apply(stage: Stage): Promise<void>;
  /** Null once the cluster shows what the scenario is about; until then a sentence that says what is missing. */
  missing(stage: Stage): Promise<string | null>;
  /** How long `missing` may take to become null, in milliseconds. */
  settlesWithinMs: number;
  /** Goes on changing things until the signal comes. */
  run?(stage: Stage, signal: AbortSignal): Promise<void>;
}

export async function createAll(api: ApiClient, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await api.create(object);
}
