import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate of nobody's but its own word: an authority, which signs others. */
export interface Authority extends KeyPair {
  readonly name: string;
}

// Node reads certificates and makes none. X.509 in DER (RFC 5280, ITU-T X.690): every value is tag, length, content.
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const long = body.length < 128 ? [] : body.length < 256 ? [0x81] : [0x82, body.length >> 8];
  return Buffer.concat([Buffer.from([tag, ...long, body.length & 0xff]), body]);
}

const sequence = (...items: Uint8Array[]) => der(0x30, ...items);
const identifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const bits = (unused: number, bytes: Uint8Array) => der(0x03, Buffer.from([unused]), bytes);
const TRUE = der(0x01, Buffer.from([0xff]));

const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'));
const COMMON_NAME = identifier('550403');
const ORGANIZATION = identifier('55040a');
const SERVER = identifier('2b06010505070301');
const CLIENT = identifier('2b06010505070302');

const extension = (hex: string, value: Buffer, critical = false) =>
  sequence(identifier(hex), ...(critical ? [TRUE] : []), der(0x04, value));
const keyUsage = (unusedBits: number, usage: number) =>
  extension('551d0f', bits(unusedBits, Buffer.from([usage])), true);

const AUTHORITY = [extension('551d13', sequence(TRUE), true), keyUsage(2, 0x84)];
const LEAF = [extension('551d13', sequence(), true), keyUsage(7, 0x80)];
const use = (purpose: Buffer) => extension('551d25', sequence(purpose));

/** A DNS name, or an IPv4 address. */
function alternativeName(name: string): Buffer {
  const isAddress = /^[\d.]+$/.test(name);
  return isAddress ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
}

function distinguishedName(name: string, organizations: readonly string[] = []): Buffer {
  const part = (id: Buffer, text: string) => der(0x31, sequence(id, der(0x0c, Buffer.from(text, 'utf8'))));
  return sequence(...organizations.map((each) => part(ORGANIZATION, each)), part(COMMON_NAME, name));
}

/** A year before 2050, which the format asks for. */
const utcTime = (ms: number) =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/\D/g, '')}Z`));

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

interface Content {
  readonly issuer: string;
  readonly subject: Buffer;
  readonly years: number;
  readonly extensions: readonly Buffer[];
}

/** Certificates are for other programs, so they go by the machine's time, whatever time the cluster has. */
function signed(
  { issuer, subject, years, extensions }: Content,
  publicKey: KeyObject,
  signer: KeyObject | string,
): string {
  const now = Date.now();
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(utcTime(now - HOUR_MS), utcTime(now + years * YEAR_MS)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(content, ECDSA_WITH_SHA256, bits(0, sign('sha256', content, signer)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A new authority, good for ten years. */
export function newAuthority(name: string): Authority {
  const { publicKey, privateKey } = newKeys();
  const content = { issuer: name, subject: distinguishedName(name), years: 10, extensions: AUTHORITY };
  return { name, cert: signed(content, publicKey, privateKey), key: pem(privateKey) };
}

function leaf(authority: Authority, subject: Buffer, extensions: readonly Buffer[]): KeyPair {
  const { publicKey, privateKey } = newKeys();
  const content = { issuer: authority.name, subject, years: 1, extensions: [...LEAF, ...extensions] };
  return { cert: signed(content, publicKey, authority.key), key: pem(privateKey) };
}

/** A certificate for a server that is reached by these names and IPv4 addresses; good for a year. */
export function servingCertificate(authority: Authority, name: string, reachedBy: readonly string[]): KeyPair {
  const names = extension('551d11', sequence(...reachedBy.map(alternativeName)));
  return leaf(authority, distinguishedName(name), [use(SERVER), names]);
}

/** A certificate by which its holder is this user in these groups; good for a year. */
export function clientCertificate(authority: Authority, user: string, groups: readonly string[] = []): KeyPair {
  return leaf(authority, distinguishedName(user, groups), [use(CLIENT)]);
}
