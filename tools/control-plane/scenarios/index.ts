import { busy } from './busy.ts';
import { crashLoop } from './crash-loop.ts';
import { empty } from './empty.ts';
import { healthy } from './healthy.ts';
import { imageMissing } from './image-missing.ts';
import { nodeDown } from './node-down.ts';
import { podStates } from './pod-states.ts';
import { rolloutStuck } from './rollout-stuck.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario by the name that people and tests choose it by. */
export const SCENARIOS = {
  healthy,
  'crash-loop': crashLoop,
  'image-missing': imageMissing,
  'rollout-stuck': rolloutStuck,
  'node-down': nodeDown,
  'pod-states': podStates,
  busy,
  empty,
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}
