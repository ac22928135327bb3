import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES_FOLDER } from '../control-plane/programs.ts';

/** What the decoder of the real server knows of a field and its OpenAPI does not say. */
export interface GoField {
  /** As the decoder names it in an error, such as `v1.Protocol` or `[]v1.Container`. */
  type: string;
  pointer: boolean;
  omitEmpty: boolean;
  omitZero: boolean;
  /** The struct that the field comes from, where Go embeds it: errors name it in their path. */
  embedded?: string;
}

export type GoStruct = Map<string, GoField>;

interface Declaration {
  packageName: string;
  body: string;
}

/** The modules, by the prefix that OpenAPI gives the names of their types. */
const MODULES: Record<string, string> = {
  'io.k8s.api.': 'k8s.io/api',
  'io.k8s.apimachinery.': 'k8s.io/apimachinery',
};

function moduleFolder(module: string): string {
  const cwd = join(MODULES_FOLDER, 'kubernetes');
  return execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd, encoding: 'utf8' }).trim();
}

/** Reads Go structs of the pinned Kubernetes modules, by the name of their OpenAPI definition. */
export class GoTypes {
  readonly #roots = new Map<string, string>();
  readonly #declarations = new Map<string, Map<string, Declaration>>();

  /** The fields of a struct by their JSON names; undefined for a definition that is no struct. */
  struct(definition: string): GoStruct | undefined {
    const dot = definition.lastIndexOf('.');
    return this.#fields(definition.slice(0, dot), definition.slice(dot + 1));
  }

  /**
   * The fields of a struct by their protobuf numbers: a JSON name, or `<` and the definition that Go embeds there, whose
   * fields JSON writes into the same object. Undefined for what is no struct.
   */
  numbers(definition: string): Record<number, string> | undefined {
    const dot = definition.lastIndexOf('.');
    const declaration = this.#package(definition.slice(0, dot)).get(definition.slice(dot + 1));
    if (declaration === undefined) return undefined;
    const fields: Record<number, string> = {};
    for (const [, type, tags = ''] of declaration.body.matchAll(/^\t(?:\w+\s+)?(\S+)\s+`(.*)`/gm)) {
      const number = /protobuf:"\w+,(\d+),/.exec(tags)?.[1];
      const name = /json:"([^,"]*)/.exec(tags)?.[1];
      if (number !== undefined) fields[Number(number)] = name || `<${definition.slice(0, dot)}.${type}`;
    }
    return fields;
  }

  #fields(packagePath: string, name: string): GoStruct | undefined {
    const declaration = this.#package(packagePath).get(name);
    if (declaration === undefined) return undefined;
    const { packageName, body } = declaration;
    const fields: GoStruct = new Map();
    for (const line of body.split('\n')) {
      const found = /^\t(?:(\w+)\s+)?(\S+)\s+`(.*)`/.exec(line);
      if (found === null) continue;
      const [, fieldName, type = '', tags = ''] = found;
      const [jsonName = '', ...options] = (/json:"([^"]*)"/.exec(tags)?.[1] ?? '-').split(',');
      if (jsonName === '' && fieldName === undefined) this.#embed(fields, packagePath, type);
      else if (jsonName !== '' && jsonName !== '-') {
        fields.set(jsonName, {
          type: errorName(type, packageName),
          pointer: type.startsWith('*'),
          omitEmpty: options.includes('omitempty'),
          omitZero: options.includes('omitzero'),
        });
      }
    }
    return fields;
  }

  #embed(into: GoStruct, packagePath: string, type: string): void {
    const foreign = type.includes('.');
    const name = type.slice(type.indexOf('.') + 1);
    // Every foreign struct that the API types embed is of the machinery: TypeMeta.
    const from = foreign ? 'io.k8s.apimachinery.pkg.apis.meta.v1' : packagePath;
    for (const [jsonName, field] of this.#fields(from, name) ?? []) {
      into.set(jsonName, foreign ? field : { ...field, embedded: field.embedded ? `${name}.${field.embedded}` : name });
    }
  }

  #package(path: string): Map<string, Declaration> {
    let declarations = this.#declarations.get(path);
    if (declarations !== undefined) return declarations;
    declarations = new Map();
    this.#declarations.set(path, declarations);
    const found = Object.entries(MODULES).find(([prefix]) => path.startsWith(prefix));
    if (found === undefined) return declarations;
    const [prefix, module] = found;
    const root = this.#roots.get(module) ?? moduleFolder(module);
    this.#roots.set(module, root);
    const folder = join(root, ...path.slice(prefix.length).split('.'));
    for (const file of readdirSync(folder).filter((name) => /^(?!zz_).*(?<!_test)\.go$/.test(name))) {
      const text = readFileSync(join(folder, file), 'utf8');
      const packageName = /^package (\w+)/m.exec(text)?.[1] ?? '';
      for (const [, name = '', body = ''] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
        declarations.set(name, { packageName, body });
      }
    }
    return declarations;
  }
}

const PLAIN = /^(?:string|bool|u?int\d*|float\d+)$/;

/** `metav1.LabelSelector` is named by its package, `v1.LabelSelector`; bytes are `uint8`. */
function errorName(type: string, packageName: string): string {
  if (type.startsWith('*')) return errorName(type.slice(1), packageName);
  if (type.startsWith('[]')) return `[]${errorName(type.slice(2), packageName)}`;
  const map = /^map\[(\w+)\](.+)$/.exec(type);
  if (map !== null) return `map[${errorName(map[1] ?? '', packageName)}]${errorName(map[2] ?? '', packageName)}`;
  if (type === 'byte') return 'uint8';
  if (PLAIN.test(type)) return type;
  if (!type.includes('.')) return `${packageName}.${type}`;
  return type.replace(/^\w*v(\d\w*)\./, 'v$1.');
}
