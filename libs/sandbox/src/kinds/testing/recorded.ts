import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../object.js';

const FOLDER = join(import.meta.dirname, '../testdata/admission');

/** A question to the real server about an object, and its answer; recorded by tools/generators/golden-answers.ts. */
export interface Recorded {
  name: string;
  /** The faults were found by walking a map, in no order. */
  anyOrder?: true;
  /** What is to be created; or what is there, and how it is to be changed. */
  object?: KubeObject;
  old?: KubeObject;
  patch?: Record<string, unknown>;
  subresource?: 'status';
  answer: { object: KubeObject } | { code: number; message?: string; causes?: string[] };
}

/** Everything that was recorded, by file. */
export function recordedAnswers(): [file: string, cases: Recorded[]][] {
  return readdirSync(FOLDER).map((file) => {
    const cases: Recorded[] = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    return [file.replace('.json', ''), cases];
  });
}

/** Every object that the real server gave back. */
export function recordedObjects(): KubeObject[] {
  const answers = recordedAnswers().flatMap(([, cases]) => cases.map(({ answer }) => answer));
  return answers.flatMap((answer) => ('object' in answer ? [answer.object] : []));
}
