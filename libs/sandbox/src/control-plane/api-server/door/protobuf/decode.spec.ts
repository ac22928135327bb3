import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../../../kinds/schema/canonical.js';
import { type Schema, schemaOf } from '../../../../kinds/schema/schema.js';
import samples from '../testdata/protobuf.json' with { type: 'json' };
import { decodeProtobuf, ProtobufError } from './decode.js';

test.each(samples.map((sample) => [sample.json.kind, sample] as const))(
  '%s says the same in both encodings',
  (_, sample) => {
    const decoded = decodeProtobuf(Buffer.from(sample.protobuf, 'base64'));
    const [version = '', group = ''] = sample.json.apiVersion.split('/').reverse();
    const schema = schemaOf(group, version, sample.json.kind) as Schema;
    expect(canonical(decoded, schema)).toEqual(sample.json);
  },
);

test('a review without content', () => {
  const type = ['authentication.k8s.io/v1', 'SelfSubjectReview'];
  const texts = type.map((text, index) =>
    Buffer.concat([Buffer.from([index * 8 + 10, text.length]), Buffer.from(text)]),
  );
  const header = Buffer.concat(texts);
  const bytes = Buffer.concat([Buffer.from('k8s\0'), Buffer.from([10, header.length]), header, Buffer.from([18, 0])]);
  expect(decodeProtobuf(bytes)).toEqual({ apiVersion: type[0], kind: type[1] });
});

test('whatever the bytes are, it decodes them or says that they are wrong', () => {
  const valid = samples.map(({ protobuf }) => Buffer.from(protobuf, 'base64'));
  const broken = fc
    .tuple(fc.constantFrom(...valid), fc.nat(), fc.uint8Array({ maxLength: 4 }))
    .map(([bytes, at, instead]) => {
      const where = at % bytes.length;
      return Buffer.concat([bytes.subarray(0, where), instead, bytes.subarray(where + 1 + (at % 3))]);
    });
  fc.assert(
    fc.property(
      fc.oneof(
        broken,
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      ),
      (bytes) => {
        try {
          expect(decodeProtobuf(bytes)).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      },
    ),
    { numRuns: 5_000 },
  );
});
