/** What is wrong with a name, a fault each, in the words of the real server; empty when nothing is. */
export type Faults = (text: string) => string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const ENDS = 'and must start and end with an alphanumeric character';
const LOWER = 'must consist of lower case alphanumeric characters';

function said(what: string, form: string, ...samples: string[]): string {
  const examples = samples.map((sample) => `'${sample}', `).join(' or ');
  return `${what} (e.g. ${examples}regex used for validation is '${form}')`;
}

/** A form that a name has to have, and the most that it may be long. */
function rule(most: number, unit: string, form: string, what: string, ...samples: string[]): Faults {
  const pattern = new RegExp(`^(?:${form})$`);
  return (text) => [
    ...(text.length > most ? [`must be no more than ${most} ${unit}`] : []),
    ...(pattern.test(text) ? [] : [said(what, form, ...samples)]),
  ];
}

/** `my-name` */
export const dnsLabel = rule(
  ...([63, 'characters', LABEL, `a lowercase RFC 1123 label ${LOWER} or '-', ${ENDS}`] as const),
  ...['my-name', '123-abc'],
);

/** `example.com` */
export const dnsSubdomain = rule(
  ...([253, 'characters', SUBDOMAIN, `a lowercase RFC 1123 subdomain ${LOWER}, '-' or '.', ${ENDS}`] as const),
  'example.com',
);

/** `*.example.com` */
export const wildcardSubdomain = rule(
  ...([253, 'characters', `\\*\\.${SUBDOMAIN}`] as const),
  `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which ${LOWER}, '-' or '.' and end with an alphanumeric character`,
  '*.example.com',
);

const WORD = `must consist of alphanumeric characters, '-', '_' or '.', ${ENDS}`;

export const labelValue = rule(
  ...([63, 'bytes', `(${QUALIFIED})?`] as const),
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ENDS}`,
  ...['MyValue', 'my_value', '12345'],
);

const NAMES = ['MyName', 'my.name', '123-abc'];
const partOfName = rule(63, 'bytes', QUALIFIED, `name part ${WORD}`, ...NAMES);

/** The key of a label: `app` or `example.com/app`. */
export const qualifiedName: Faults = (text) => {
  const parts = text.split('/');
  if (parts.length > 2) {
    const prefixed = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`${said(`a valid label key ${WORD}`, QUALIFIED, ...NAMES)} ${prefixed}`];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : []),
    ...(prefix ? dnsSubdomain(prefix).map((fault) => `prefix part ${fault}`) : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...partOfName(name).map((fault) => (fault.startsWith('must') ? `name part ${fault}` : fault)),
  ];
};

const keyForm = rule(
  ...([253, 'characters', '[-._a-zA-Z0-9]+'] as const),
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  ...['key.name', 'KEY_NAME', 'key-name'],
);

/** The key of a setting or secret; it becomes the name of a file. */
export const configKey: Faults = (text) => {
  if (text === '.' || text === '..') return [`must not be '${text}'`];
  return text.startsWith('..') ? ["must not start with '..'"] : keyForm(text);
};

/** The name of a port, by which probes and services find it. */
export const portName: Faults = (text) => [
  ...(text.length > 15 ? ['must be no more than 15 characters'] : []),
  ...(/^[-a-z0-9]+$/.test(text) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(text) ? [] : ['must contain at least one letter (a-z)']),
  ...(text.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(/^-|-$/.test(text) ? ['must not begin or end with a hyphen'] : []),
];

/** The name of an object that may be anything which fits into a path. */
export const pathSegment: Faults = (text) => {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((one) => text.includes(one)).map((one) => `may not contain '${one}'`);
};
