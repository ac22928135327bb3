import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

// Node reads certificates but makes none. X.509 in DER (RFC 5280, ITU-T X.690): each value is tag, length, content.
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const long = body.length < 128 ? [] : body.length < 256 ? [0x81] : [0x82, body.length >> 8];
  return Buffer.concat([Buffer.from([tag, ...long, body.length & 0xff]), body]);
}
const hex = (text: string) => Buffer.from(text, 'hex');
const sequence = (...items: Uint8Array[]) => der(0x30, ...items);
const bitString = (bytes: Uint8Array) => der(0x03, Buffer.from([0]), bytes);
const utcTime = (time: number) =>
  der(0x17, Buffer.from(`${new Date(time).toISOString().slice(2, 19).replace(/\D/g, '')}Z`));

const ECDSA_WITH_SHA256 = sequence(der(0x06, hex('2a8648ce3d040302')));
const COMMON_NAME = der(0x06, hex('550403'));
const SUBJECT_ALTERNATIVE_NAME = der(0x06, hex('551d11'));
const BASIC_CONSTRAINTS = der(0x06, hex('551d13'));
const VERSION_3 = der(0xa0, der(0x02, Buffer.from([2])));

const nameOf = (commonName: string) =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(commonName, 'utf8')))));
const extension = (id: Buffer, value: Buffer) => sequence(id, der(0x04, value));

/** `IP:127.0.0.1` or `DNS:cluster.example`, as openssl writes them. */
function alternativeName(text: string): Buffer {
  const [kind, value = ''] = text.split(':');
  return kind === 'IP' ? der(0x87, Buffer.from(value.split('.').map(Number))) : der(0x82, Buffer.from(value));
}

interface Content {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly from: number;
  readonly to: number;
  readonly extension: Buffer;
}

function certificate(content: Content, signer: KeyObject): string {
  const toBeSigned = sequence(
    VERSION_3,
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ECDSA_WITH_SHA256,
    nameOf(content.issuer),
    sequence(utcTime(content.from), utcTime(content.to)),
    nameOf(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(content.extension)),
  );
  const signed = sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(sign('sha256', toBeSigned, signer)));
  const lines = signed.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const DAY_MS = 86_400_000;
const NAME = 'test-ca';

/** A certificate authority of P-256 keys, for the life of a test. */
export class TestAuthority {
  readonly pem: string;
  private readonly key: KeyObject;
  private issued = 0;

  constructor() {
    const { publicKey, privateKey } = newKeys();
    const now = Date.now();
    const isAuthority = extension(BASIC_CONSTRAINTS, sequence(der(0x01, Buffer.from([0xff]))));
    const content = { issuer: NAME, subject: NAME, from: now - DAY_MS, to: now + 2 * DAY_MS, extension: isAuthority };
    this.key = privateKey;
    this.pem = certificate({ ...content, publicKey }, privateKey);
  }

  /** @param days of validity from now; negative: expired already */
  issue(options: { san?: string; days?: number; commonName?: string }): KeyPair {
    const { san = 'IP:127.0.0.1', days = 2, commonName = `leaf${this.issued++}` } = options;
    const { publicKey, privateKey } = newKeys();
    const to = Date.now() + days * DAY_MS;
    const names = extension(SUBJECT_ALTERNATIVE_NAME, sequence(alternativeName(san)));
    const content = { issuer: NAME, subject: commonName, from: to - 10 * DAY_MS, to, extension: names };
    const cert = certificate({ ...content, publicKey }, this.key);
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }
}
