import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../object.js';
import { AdmissionError, type Kind } from './kind.js';
import { kindOf } from './registry.js';
import { checkFields, unknownFieldsSentence } from './schema/check-fields.js';
import { decoded, invalidStatus, prepareForCreate, prepareForUpdate, validate } from './strategy.js';
import { freezeAll, quietAdmission } from './testing/admission.js';
import { applyMergePatch } from './testing/merge-patch.js';
import { type Recorded, recordedAnswers } from './testing/recorded.js';

const UID = 'b3f0a7de-0000-4000-8000-000000000000';
const admission = quietAdmission;
const CLUSTER_IP = admission.clusterIp(undefined);

/** What differs each time is written as the recording writes it. */
function steady<T>(answer: T): T {
  const text = JSON.stringify(answer)
    .replaceAll(UID, '<uid>')
    .replaceAll(admission.now, '<now>')
    .replaceAll(CLUSTER_IP, '<cluster IP>')
    .replaceAll('web-abcde', '<generated>');
  return JSON.parse(text);
}

/** The real server shows a template in terms of its own types. */
function steadyCause(message: string): string {
  return message.replace(/^Invalid value: \{"metadata".*\}: field/, 'Invalid value: <template>: field');
}

function created(kind: Kind, object: KubeObject): KubeObject {
  const draft = decoded(kind, object);
  const { metadata } = draft;
  metadata.uid = UID;
  if (metadata.generateName) metadata.name = `${metadata.generateName}abcde`;
  if (kind.namespaced) metadata.namespace ??= 'default';
  prepareForCreate(kind, draft, admission);
  return draft;
}

function answerTo(one: Recorded): Recorded['answer'] {
  const asked = one.old ?? one.object;
  const kind = asked && kindOf(asked);
  if (asked === undefined || kind === undefined) throw new Error(`${one.name} is of no known kind`);
  const there = one.old && freezeAll(created(kind, one.old));
  const sent = there === undefined ? asked : (applyMergePatch(there, one.patch ?? {}) as KubeObject);
  const { typeError, unknown } = checkFields(sent, kind.schema);
  if (typeError !== undefined || unknown.length > 0) {
    const why = typeError ?? `strict decoding error: ${unknownFieldsSentence(unknown)}`;
    return {
      code: 400,
      message: `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`,
    };
  }
  try {
    const draft = there === undefined ? created(kind, sent) : decoded(kind, sent);
    if (there !== undefined) prepareForUpdate(kind, draft, there, admission, one.subresource);
    const errors = validate(kind, draft, there);
    if (errors.length > 0) {
      const causes = errors.map(({ reason, field, message }) => `${reason} ${field}: ${steadyCause(message)}`);
      return {
        code: invalidStatus(kind, draft.metadata.name, errors).code,
        causes: one.anyOrder ? causes.sort() : causes,
      };
    }
    delete draft.metadata.uid;
    return { object: draft };
  } catch (error) {
    if (error instanceof AdmissionError) return { code: 403, message: error.message };
    throw error;
  }
}

for (const [file, cases] of recordedAnswers()) {
  describe(`as the real server answers: ${file}`, () => {
    test.each(cases)('$name', (one) => {
      expect(steady(answerTo(one))).toEqual(one.answer);
    });
  });
}
