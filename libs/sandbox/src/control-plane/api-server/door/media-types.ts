import type { ApiRequest } from '../api.js';
import { notAcceptable, unsupportedMediaType } from '../status.js';

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';
const OFFERED = [JSON_TYPE, YAML_TYPE];

/** What the real server lists when it refuses. */
const LISTED = [...OFFERED, PROTOBUF_TYPE].join(', ');
/** Protobuf is read and never written: whoever asked for just that is told the truth instead. */
const listed = (accept: string) => (accept.includes(PROTOBUF_TYPE) ? OFFERED.join(', ') : LISTED);

/** A kind of object that is asked for in place of the resource's own, such as `Table`. */
export interface Conversion {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** How an answer is to be written. */
export interface Representation {
  readonly format: 'json' | 'yaml';
  readonly pretty: boolean;
  readonly as: Conversion | null;
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function clauses(accept: string): Clause[] {
  const read = accept.split(',').map((text): Clause => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const parameters = new Map(rest.map((part) => pair(part)));
    return { type: type === '*' ? '*/*' : type, parameters, quality: Number(parameters.get('q') ?? 1) || 0 };
  });
  return read.sort((a, b) => b.quality - a.quality || stars(a) - stars(b));
}

function pair(text: string): [string, string] {
  const [key = '', value = ''] = text.split('=', 2);
  return [key.trim(), value.trim().replace(/^"|"$/g, '')];
}

const stars = ({ type }: Clause) => type.split('*').length;

/**
 * The first of the accepted representations that there is.
 *
 * @param allows which conversions this resource can be answered as; none without it
 * @throws {ApiError} 406
 */
export function negotiate(
  request: RepresentationWishes,
  allows: (as: Conversion) => boolean = () => false,
): Representation {
  const accept = request.accept === '' ? '*/*' : request.accept;
  for (const { type, parameters } of clauses(accept)) {
    const found = OFFERED.find((offer) => type === offer || type === '*/*' || type === 'application/*');
    if (found === undefined || !['', 'watch'].includes(parameters.get('stream') ?? '')) continue;
    const as = conversion(parameters);
    if (as !== null && !allows(as)) continue;
    const pretty = parameters.get('pretty') === '1' || wantsPretty(request);
    return { format: found === YAML_TYPE ? 'yaml' : 'json', pretty, as };
  }
  throw notAcceptable(`only the following media types are accepted: ${listed(accept)}`);
}

/** The parts of a request that say how its answer is to be written. */
export type RepresentationWishes = Pick<ApiRequest, 'accept' | 'query' | 'userAgent'>;

function conversion(parameters: ReadonlyMap<string, string>): Conversion | null {
  if (!['as', 'g', 'v'].some((key) => parameters.has(key))) return null;
  const [kind = '', group = '', version = ''] = ['as', 'g', 'v'].map((key) => parameters.get(key));
  return { group, version, kind };
}

/** People who look at it themselves get it indented. */
function wantsPretty({ query, userAgent }: RepresentationWishes): boolean {
  const wish = query.get('pretty');
  return wish ? ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(wish) : /^(?:curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}

/**
 * What the route itself looks at, before anything is read.
 *
 * @param consumes the content types of its bodies, where it does not leave that to the handler (patches)
 * @param streams whether it can answer with a stream of watch events (lists)
 * @throws {ApiError} 415, 406
 */
export function checkRoute(request: ApiRequest, { consumes, streams = false }: RouteTypes): void {
  const bare = (header: string) => header.split(',').map((type) => type.split(';', 1)[0]?.trim() ?? '');
  const isRead = ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'].includes(request.method);
  if (consumes !== undefined && !(request.content.type === '' && isRead)) {
    const sent = bare(request.content.type);
    const fits = sent.some((type) => type === '*/*' || consumes.includes(type));
    if (!fits) throw unsupportedMediaType('415: Unsupported Media Type', {});
  }
  const accepted = bare(request.accept === '' ? '*/*' : request.accept);
  if (accepted.includes('*/*') || accepted.some((type) => OFFERED.includes(type))) return;
  const produced = [listed(request.accept), ...(streams ? STREAMS : [])].join(', ');
  throw notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${produced}`, {});
}

export interface RouteTypes {
  readonly consumes?: readonly string[];
  readonly streams?: boolean;
}

const STREAMS = [JSON_TYPE, PROTOBUF_TYPE].map((type) => `${type};stream=watch`);
const TOKEN = String.raw`[\w!#$%&'*+.^\x60|~-]+`;
const MEDIA_TYPE = new RegExp(
  String.raw`^\s*(${TOKEN}/${TOKEN})\s*(?:;\s*${TOKEN}\s*=\s*(?:${TOKEN}|"(?:[^"\\]|\\.)*")\s*)*;?\s*$`,
);

/**
 * The format of an object that is sent; JSON where nothing is said.
 * @throws {ApiError} 415
 */
export function bodyFormat(contentType: string): 'json' | 'yaml' | 'protobuf' {
  const type = contentType === '' ? JSON_TYPE : MEDIA_TYPE.exec(contentType)?.[1]?.toLowerCase();
  if (type === JSON_TYPE) return 'json';
  if (type === YAML_TYPE) return 'yaml';
  if (type === PROTOBUF_TYPE) return 'protobuf';
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${LISTED}`,
  );
}
