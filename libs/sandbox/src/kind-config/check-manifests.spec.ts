import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemaOf } from '../kinds/schema/schema.js';
import { checkManifests, type KnownKinds, type Problem, readKindConfig } from './index.js';

const kinds: KnownKinds = {
  all: [
    ...['ConfigMap', 'Pod', 'Secret', 'Service'].map((kind) => ({ apiVersion: 'v1', kind })),
    ...['DaemonSet', 'Deployment', 'StatefulSet'].map((kind) => ({ apiVersion: 'apps/v1', kind })),
    { apiVersion: 'batch/v1', kind: 'Job' },
  ],
  schemaOf(apiVersion, kind) {
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    return schemaOf(group, version, kind);
  },
};

const check = (text: string): Problem[] => checkManifests(text, kinds);

/** Line, column and path of each problem, then what it says and advises. */
const said = (text: string): string[] =>
  check(text).map(({ severity, line, column, path, reason, fix = '' }) =>
    `${severity} ${line}:${column} ${path}: ${reason} ${fix}`.trim(),
  );

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports:
            - containerPort: 80
`;
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';

test('nothing is said of a right manifest, however its lines end and whether it begins with a byte order mark', () => {
  expect(said(DEPLOYMENT)).toEqual([]);
  expect(said(`\uFEFF${DEPLOYMENT.replaceAll('\n', '\r\n')}`)).toEqual([]);
  expect(said(`---\n# two\n${DEPLOYMENT}---\n${CONFIG}--- # end\n---\n`)).toEqual([]);
});

test.each([['\r\n'], ['\n']])('a place is the same behind a byte order mark and with the line end %j', (end) => {
  const text = `\uFEFF${DEPLOYMENT.replace('image:', 'imgae:').replaceAll('\n', end)}---${end}${CONFIG}xdata: {}${end}`;
  expect(check(text).map(({ line, column, path }) => [line, column, path])).toEqual([
    [17, 11, 'spec.template.spec.containers[0].imgae'],
    [25, 1, 'xdata'],
  ]);
});

test('a byte order mark does not move what stands in the first line', () => {
  expect(check(`\uFEFF${DEPLOYMENT.replace('apps/v1', 'app/v1')}`)).toMatchObject([{ line: 1, column: 13 }]);
});

describe('what is no YAML', () => {
  test('tabs that indent', () => {
    expect(said(DEPLOYMENT.replace('          image', '\t  image'))).toEqual([
      'error 17:1 : A tab indents this line; YAML knows spaces only. Write "    image: nginx:1.27".',
    ]);
  });

  test.each([
    [
      'a colon without a space',
      'data:\n  image:nginx\n  a: b\n',
      'error 6:3 : A colon needs a space behind it. Write "image: nginx".',
    ],
    [
      'a missing colon',
      'kind Pod\nmetadata: {}\n',
      'error 5:1 : A colon is missing behind the key. Write "kind: Pod".',
    ],
    [
      'a dash without a space',
      'x:\n  -name: a\n   image: b\n',
      'error 6:3 : A dash needs a space behind it. Write "- name: a".',
    ],
    [
      'a colon in a value',
      'data:\n  a: b: c\n',
      'error 6:7 : A value with a colon and a space in it needs quotes. Write a: "b: c".',
    ],
    ['a value that begins with a sign', 'data:\n  a: @b\n', 'error 6:6 : A value cannot begin with @. Write a: "@b".'],
    [
      'a wrong indentation',
      'data:\n  a: b\n c: d\n',
      'error 7:2 : This line is indented by 1, which fits none of the lines above. Indent it by 2 to put it beside the line before it.',
    ],
    [
      'a quote that is not closed',
      'data:\n  a: "b\nc: d\n',
      'error 7:1 : A quote or bracket that was opened above is not closed. Close it.',
    ],
    ['an escape that does not exist', 'data:\n  a: "\\q"\n', 'error 6:8 : It is no YAML: unknown escape sequence.'],
    ['a key without its colon', 'data:\n  a: b\n  c\n', 'error 7:4 : A colon is missing behind the key.'],
    [
      'a template that is not even YAML',
      'data: {{ .a }} b\n',
      'error 5:16 : This line is a template. Render it first; this checks the result.',
    ],
    [
      'a template',
      'data:\n  a: {{ .Values.a }}\n',
      'error 6:7 : A key has to be text, not a mapping. Render the template first; this checks the result.',
    ],
    [
      'an alias of nothing',
      'data:\n  a: *b\n',
      'error 6:7 : Nothing above is marked &b. Write the value out instead of *b.',
    ],
    [
      'an alias of itself',
      'data: &b\n  a: *b\n',
      'error 6:7 : The value &b contains itself. Write the value out instead of *b.',
    ],
  ])('%s', (_, lines, problem) => {
    expect(said(CONFIG + lines)).toEqual([problem]);
  });

  test('a document that is no YAML does not hide the next one', () => {
    expect(check(`${CONFIG}data: [\n---\n${CONFIG}dta: {}\n`).map(({ line, path }) => [line, path])).toEqual([
      [5, ''],
      [11, 'dta'],
    ]);
  });
});

describe('what is no object', () => {
  test('a document that is a list', () => {
    expect(said(`${CONFIG}---\n- ${CONFIG.replaceAll('\n', '\n  ')}`)).toEqual([
      'error 6:1 : The document is a list; an object begins with apiVersion. Put `---` between the objects instead of "- " before each, or the list below items: of a kind: List.',
    ]);
  });

  test('a document that is a word', () => {
    expect(said('hello\n')).toEqual(['error 1:1 : The document is a single value; an object begins with apiVersion.']);
  });

  test('two documents without a separator', () => {
    expect(said(CONFIG + DEPLOYMENT)).toEqual([
      'error 5:1 : A second object begins here without `---`; only the last one would be read, the first is lost. Put a line --- in front of line 5.',
    ]);
  });

  test('the objects of a List are checked like others', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- ${CONFIG.replaceAll('\n', '\n  ')}\n- a\n- ${DEPLOYMENT.replace('replicas', 'replica').replaceAll('\n', '\n  ')}`;
    expect(check(text).map(({ line, path, fix }) => [line, path, fix])).toEqual([
      [9, '', undefined],
      [15, 'items[2].spec.replica', 'Write replicas.'],
    ]);
  });
});

describe('what the object is', () => {
  test.each([
    [
      'apiVersion: app/v1',
      DEPLOYMENT.replace('apps/v1', 'app/v1'),
      'error 1:13 apiVersion: There is no Deployment in app/v1. Write apiVersion: apps/v1.',
    ],
    [
      'kind: Deploymnet',
      DEPLOYMENT.replace('Deployment', 'Deploymnet'),
      'error 2:7 kind: There is no kind Deploymnet. Write Deployment.',
    ],
    [
      'kind: deployment',
      DEPLOYMENT.replace('Deployment', 'deployment'),
      'error 2:7 kind: There is no kind deployment. Write Deployment.',
    ],
    [
      'an old version',
      DEPLOYMENT.replace('apps/v1', 'extensions/v1beta1'),
      'error 1:13 apiVersion: There is no Deployment in extensions/v1beta1. Write apiVersion: apps/v1.',
    ],
    [
      'no apiVersion',
      DEPLOYMENT.replace(/^.*\n/, ''),
      'error 1:1 apiVersion: The object does not say its apiVersion. Write apiVersion: apps/v1.',
    ],
    ['no kind', CONFIG.replace('kind: ConfigMap\n', ''), 'error 1:1 kind: The object does not say its kind.'],
    ['no name', CONFIG.replace('name: settings', 'labels: {}'), 'error 4:3 metadata.name: The object needs a name.'],
    [
      'a kind of its own that is called almost like another',
      'apiVersion: queues.example.com/v1\nkind: Deploymnet\nmetadata: {name: a}\n',
      'warning 2:7 kind: The kind Deploymnet of queues.example.com/v1 is not known here; its fields are not checked.',
    ],
    [
      'a kind of its own',
      'apiVersion: example.com/v1\nkind: Backup\nspec: {at: n}\n',
      'warning 2:7 kind: The kind Backup of example.com/v1 is not known here; its fields are not checked.',
    ],
  ])('%s', (_, text, problem) => {
    expect(said(text)[0]).toBe(problem);
  });

  test('the fields of a kind that was meant are checked', () => {
    expect(
      check(DEPLOYMENT.replace('Deployment', 'Deploymnet').replace('replicas', 'replica')).map(({ path }) => path),
    ).toEqual(['kind', 'spec.replica']);
  });
});

describe('fields', () => {
  test.each([
    [
      'a field that does not exist',
      ['image:', 'imgae:'],
      'error 17:11 spec.template.spec.containers[0].imgae: There is no field imgae here. Write image.',
    ],
    [
      'containerPort as text',
      ['containerPort: 80', 'containerPort: "80"'],
      'error 19:30 spec.template.spec.containers[0].ports[0].containerPort: containerPort has to be a whole number; "80" in quotes is text. Write 80 without quotes.',
    ],
    [
      'a port that is a word',
      ['containerPort: 80', 'containerPort: http'],
      'error 19:30 spec.template.spec.containers[0].ports[0].containerPort: containerPort has to be a whole number; http is text.',
    ],
    [
      'a list that lacks its dash',
      ['- containerPort', '  containerPort'],
      'error 19:15 spec.template.spec.containers[0].ports: ports has to be a list, not a mapping. Put "- " in front of its first line.',
    ],
    [
      'a mapping that is a list',
      ['        app: web\n    spec', '      - app\n    spec'],
      'error 13:7 spec.template.metadata.labels: labels has to be a mapping, not a list.',
    ],
    [
      'text where a mapping belongs',
      ['matchLabels:\n      app: web', 'matchLabels: app'],
      'error 8:18 spec.selector.matchLabels: matchLabels has to be a mapping; app is text.',
    ],
    ['an image that is missing', ['          image: nginx:1.27\n          ports', '          ports'], undefined],
    [
      'a template that is missing',
      ['template:', 'tmplate:'],
      'error 10:3 spec.tmplate: There is no field tmplate here. Write template.',
    ],
    [
      'a name that is empty',
      ['- name: web', '- name:'],
      'error 16:11 spec.template.spec.containers[0].name: containers[0] needs the field name.',
    ],
    [
      'a value that is none of those allowed',
      ['image: nginx:1.27', 'imagePullPolicy: Allways'],
      'error 17:28 spec.template.spec.containers[0].imagePullPolicy: imagePullPolicy cannot be Allways. Write Always.',
    ],
  ])('%s', (_, [from = '', to = ''], problem) => {
    expect(said(DEPLOYMENT.replace(from, to))).toEqual(problem === undefined ? [] : [problem]);
  });

  test('keys that stand twice', () => {
    expect(said(DEPLOYMENT.replace('ports:', 'image: nginx:1.28\n          ports:'))).toEqual([
      'error 18:11 spec.template.spec.containers[0].image: image stands here and in line 17; kubectl silently takes the last one. Remove one of them.',
    ]);
  });

  test('secrets that are not base64', () => {
    expect(
      said('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  password: hunter-2\n  right: aHVudGVy\n'),
    ).toEqual(['error 5:13 data.password: password has to be base64. Put plain text under stringData.']);
  });

  test('a selector that the labels of the template do not fit', () => {
    expect(said(DEPLOYMENT.replace('        app: web\n    spec', '        app: wbe\n    spec'))).toEqual([
      'error 9:7 spec.selector.matchLabels.app: The selector wants app: web, but the template of the pods has app: wbe (line 13). Write app: web in template.metadata.labels.',
    ]);
    expect(said(DEPLOYMENT.replace('      labels:\n        app: web\n    spec', '      labels: {}\n    spec'))).toEqual(
      [
        'error 9:7 spec.selector.matchLabels.app: The selector wants app: web, but the template of the pods has no label app. Write app: web in template.metadata.labels.',
      ],
    );
  });
});

describe('what kubectl reads otherwise than it looks', () => {
  test.each([
    ['y', 'true'],
    ['no', 'false'],
    ['on', 'true'],
    ['0644', 'the number 420'],
  ])('an unquoted %s where text belongs', (text, value) => {
    expect(said(`${CONFIG}data:\n  app: ${text}\n`)).toEqual([
      `error 6:8 data.app: app has to be text; kubectl reads an unquoted ${text} as ${value} (YAML 1.1). Write "${text}".`,
    ]);
    expect(said(`${CONFIG}data:\n  app: "${text}"\n`)).toEqual([]);
  });

  test('a number and true where text belongs', () => {
    expect(check(`${CONFIG}data:\n  port: 8080\n  debug: true\n`).map(({ path, fix }) => [path, fix])).toEqual([
      ['data.port', 'Write "8080".'],
      ['data.debug', 'Write "true".'],
    ]);
  });

  test('a tag says what an untagged value cannot', () => {
    expect(said(`${CONFIG}data:\n  a: !!str 80\n  b: !!str y\n`)).toEqual([]);
    expect(said(DEPLOYMENT.replace('containerPort: 80', 'containerPort: !!int "80"'))).toEqual([]);
  });

  test('an octal number and a boolean where they belong are noted', () => {
    const volumes =
      '      volumes:\n        - name: v\n          secret: {secretName: s, defaultMode: 0644, optional: y}\n';
    expect(said(DEPLOYMENT + volumes)).toEqual([
      'note 22:48 spec.template.spec.volumes[0].secret.defaultMode: kubectl reads an unquoted 0644 as the number 420 (YAML 1.1). Write 420, or "0644" if the text is meant.',
      'note 22:64 spec.template.spec.volumes[0].secret.optional: kubectl reads an unquoted y as true (YAML 1.1). Write true, or "y" if the text is meant.',
    ]);
  });

  test('a key', () => {
    expect(said(`${CONFIG}data:\n  y: "1"\n`)).toEqual([
      'warning 6:3 data.true: kubectl reads an unquoted y as true (YAML 1.1). Write "y".',
    ]);
  });
});

describe('texts made to exhaust', () => {
  test('aliases of aliases of aliases', () => {
    const lines = Array.from(
      { length: 30 },
      (_, i) => `  a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
    );
    const [problem, ...more] = check(`${CONFIG}data:\n  a0: &a0 lol\n${lines.join('\n')}\n`);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      severity: 'error',
      line: 1,
      reason: expect.stringMatching(/^The aliases of this document stand for [\d,]{30,} values/),
    });
  });

  test('honest aliases and merges are what they stand for', () => {
    const text = DEPLOYMENT.replace('matchLabels:\n      app: web', 'matchLabels: &labels\n      app: web').replace(
      'labels:\n        app: web',
      'labels:\n        <<: *labels\n        tier: 1',
    );
    expect(check(text).map(({ path }) => path)).toEqual(['spec.template.metadata.labels.tier']);
  });

  test('what stands beside a merge wins over it', () => {
    const text = DEPLOYMENT.replace('matchLabels:', 'matchLabels: &labels').replace(
      '        app: web\n    spec',
      '        app: other\n        <<: *labels\n    spec',
    );
    expect(check(text).map(({ line, reason }) => [line, reason])).toEqual([
      [9, 'The selector wants app: web, but the template of the pods has app: other (line 13).'],
    ]);
  });

  test('an alias of another document', () => {
    expect(
      check(`${CONFIG}data: &data {a: b}\n...\n${CONFIG}data: *data\n`).map(({ line, reason }) => [line, reason]),
    ).toEqual([[11, 'Nothing above is marked &data.']]);
  });

  test('5 MB of objects are read, and the place of the last is right', () => {
    const count = Math.ceil(5e6 / DEPLOYMENT.length);
    const text = `${Array(count).fill(DEPLOYMENT).join('---\n')}---\n${CONFIG}dta: {}\n`;
    expect(text.length).toBeGreaterThan(5e6);
    expect(said(text)).toEqual([`error ${count * 20 + 5}:1 dta: There is no field dta here. Write data.`]);
  }, 60_000);

  test('more than 6 million characters are refused at once', () => {
    expect(said(' '.repeat(12 * 2 ** 20))).toEqual([
      'error 1:1 : The text has 12.0 million characters; at most 6 are read. Split it into several files.',
    ]);
  });

  test('brackets without end', () => {
    expect(said('['.repeat(1e6))).toEqual(['error 1:100 : It is nested more than 100 levels deep.']);
  });

  test('a merge of aliases that grows with each', () => {
    const keys = Array.from({ length: 60_000 }, (_, i) => `k${i}: v`).join(', ');
    const merges = Array.from({ length: 100 }, (_, i) => `  b${i}: {<<: *a}\n`).join('');
    expect(said(`${CONFIG}data:\n  a: &a {${keys}}\n${merges}`)).toEqual([
      expect.stringMatching(/^error 1:1 : The aliases of this document stand for 12,000,100 values/),
    ]);
  });

  test('a long key and a long value are not repeated whole', () => {
    const [wrong = '', ...more] = said(`${CONFIG}${'k'.repeat(1e6)}: {}\ndata: "${'v'.repeat(1e6)}"\n`);
    expect([wrong.length < 1500, more.length, more.every((text) => text.length < 1500)]).toEqual([true, 1, true]);
  });

  test('of many problems a hundred are told', () => {
    const problems = check(CONFIG + Array.from({ length: 5000 }, (_, i) => `wrong${i}: x\n`).join(''));
    expect(problems.length).toBe(101);
    expect(problems.at(-1)?.reason).toBe('There are 4900 more problems.');
  });

  test('whatever the text is, problems stand in it and nothing is thrown', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b',
        ':',
        ': ',
        '- ',
        '\n',
        '\n  ',
        '\n    ',
        '\t',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ',',
        ', ',
        '&a ',
        '*a',
      ],
      ...[
        '#',
        '|\n',
        '>-\n',
        '? ',
        '---\n',
        '...\n',
        '!!str ',
        '!!int ',
        '! ',
        '<<: ',
        '%YAML 1.1\n',
        '\r\n',
        '\uFEFF',
        '{{',
        '0',
        'y',
        '~',
      ],
      ...[
        'apiVersion: v1\n',
        'kind: Pod\n',
        'kind: List\n',
        'items:\n',
        'metadata:\n  name: a\n',
        'nodes:\n',
        'extraPortMappings:\n',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split('\n');
        for (const { line, column } of [...check(text), ...readKindConfig(text).problems]) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? expect.fail(`no line ${line}`)).length + 1);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
