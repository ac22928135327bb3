import { fieldsAt } from '../object.js';
import { age, row, text } from './cells.js';
import { checkImmutable, checkKeys } from './config-map.js';
import type { Field } from './field.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';

/** What a secret of a type has to hold. */
const NEEDED: Record<string, string[]> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};
const ACCOUNT = 'kubernetes.io/service-account.name';

function checkContent(object: Field): void {
  const [data, type] = [object.at('data'), object.at('type').text];
  const content = fieldsAt(data.value);
  const entry = (key: string) => data.entry(key);
  for (const key of NEEDED[type] ?? []) {
    if (content[key] === undefined) entry(key).required();
    else if (key.startsWith('.docker')) checkJson(entry(key));
  }
  if (type === 'kubernetes.io/basic-auth' && content.username === undefined && content.password === undefined) {
    for (const key of ['username', 'password']) entry(key).required();
  }
  const account = object.at('metadata.annotations').entry(ACCOUNT);
  if (type === 'kubernetes.io/service-account-token') account.needed();
}

function checkJson(entry: Field): void {
  const text = Buffer.from(entry.text, 'base64').toString();
  if (/^\s*[{[]/.test(text)) return;
  entry.invalid(`invalid character '${text[0]}' looking for beginning of value`, '<secret contents redacted>');
}

export const secret = kind('v1', 'Secret', {
  cells: row(text('type'), (object) => Object.keys(fieldsAt(object, 'data')).length, age),
  defaults: (draft) => {
    fill(draft, { type: 'Opaque' });
    const texts = Object.entries(fieldsAt(draft, 'stringData'));
    if (texts.length === 0) return;
    const encoded = texts.map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]);
    draft.data = { ...fieldsAt(draft, 'data'), ...Object.fromEntries(encoded) };
    delete draft.stringData;
  },
  validate: (object, old) => {
    checkKeys(object.at('data'));
    checkContent(object);
    if (old !== undefined) object.at('type').unchanged(old.at('type'));
    checkImmutable(object, old, 'data');
  },
});
