/** The text is no quantity; the message is the real server's. */
export class QuantityError extends Error {
  override name = 'QuantityError';
}

type Format = 'decimal' | 'binary' | 'exponent';

/** An amount of a resource, exact to a billionth, and how its writer likes to see it written. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: Format;
}

const NANO = 1_000_000_000n;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const SHAPE = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const MALFORMED = `quantities must match the regular expression '${SHAPE.source}'`;

function scale(suffix: string): { factor: bigint; divisor: bigint; format: Format } {
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return { factor: 1024n ** BigInt(binary), divisor: 1n, format: 'binary' };
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  const power = exponent === undefined ? (DECIMAL.indexOf(suffix) - 3) * 3 : Number(exponent);
  if (exponent === undefined && !DECIMAL.includes(suffix)) throw new QuantityError("unable to parse quantity's suffix");
  const format = exponent === undefined ? 'decimal' : 'exponent';
  return power < 0
    ? { factor: 1n, divisor: 10n ** BigInt(-power), format }
    : { factor: 10n ** BigInt(power), divisor: 1n, format };
}

/** @throws {QuantityError} in the words of the real server */
export function parseQuantity(text: string): Quantity {
  const found = SHAPE.exec(text);
  if (found === null) throw new QuantityError(MALFORMED);
  const [, number = '', suffix = ''] = found;
  const [whole = '', fraction = '', ...more] = number.replace(/^[+-]/, '').split('.');
  if (more.length > 0 || whole + fraction === '') throw new QuantityError(MALFORMED);
  const { factor, divisor, format } = scale(suffix);
  const below = divisor * 10n ** BigInt(fraction.length);
  const above = BigInt(whole + fraction) * factor * NANO;
  // What is finer than a billionth is rounded away from zero, as the real server does.
  const nanos = (above + below - 1n) / below;
  return { nanos: number.startsWith('-') ? -nanos : nanos, format };
}

/** The one way to write an amount: no fraction, the largest unit that loses nothing. */
export function formatQuantity({ nanos, format }: Quantity): string {
  const small = nanos > -1024n * NANO && nanos < 1024n * NANO;
  if (nanos === 0n) return '0';
  const [base, units]: [bigint, readonly string[]] =
    format === 'binary' && !small && nanos % NANO === 0n ? [1024n, BINARY] : [1000n, DECIMAL];
  let amount = base === 1024n ? nanos / NANO : nanos;
  let unit = 0;
  while (amount % base === 0n && unit < units.length - 1) {
    amount /= base;
    unit += 1;
  }
  if (format !== 'exponent') return `${amount}${units[unit]}`;
  return unit === 3 ? `${amount}` : `${amount}e${(unit - 3) * 3}`;
}

/** The quantity that JSON may hold as text or number, written the one way. @throws {QuantityError} */
export function canonicalQuantity(value: unknown): string {
  return formatQuantity(parseQuantity(String(value).trim()));
}

/** Billionths; 0 where there is no quantity. For comparing and adding what was checked before. */
export function nanosOf(value: unknown): bigint {
  return value === undefined || value === null ? 0n : parseQuantity(String(value)).nanos;
}
