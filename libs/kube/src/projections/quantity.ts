/**
 * Quantities as `k8s.io/apimachinery/pkg/api/resource` defines them: a decimal number and one suffix, never floating
 * point. Parsed with whole numbers only, rounded up (away from zero) to the unit asked for, as `MilliValue` and `Value` do.
 */
const BINARY: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** Longer ones are not written by people or by Kubernetes; parsing them would be work for an attacker. */
const MAX_CHARACTERS = 64;
const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,10}|[numkMGTPE]?)$/;
/** Powers beyond this are 0 (or capped) whatever the number before them, which has at most {@link MAX_CHARACTERS} digits. */
const MAX_POWER = 200;

/** Thousandths of a core. Null when it is no quantity. Capped at `Number.MAX_SAFE_INTEGER`. */
export function millicoresOf(value: unknown): number | null {
  return scaled(value, 3);
}

/** Whole bytes (or pods, or whatever is counted). Null when it is no quantity. Capped at `Number.MAX_SAFE_INTEGER`. */
export function wholeOf(value: unknown): number | null {
  return scaled(value, 0);
}

/** The value times ten to the power of `power`, rounded away from zero. */
function scaled(value: unknown, power: number): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > MAX_CHARACTERS) return null;
  const match = GRAMMAR.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return null;
  let number = BigInt(`${whole}${fraction}`);
  let exponent = power - fraction.length;
  const binary = BINARY[suffix];
  if (binary !== undefined) number *= binary;
  else exponent += /^[eE].+/.test(suffix) ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0);
  const magnitude = capped(timesTenToThe(number, exponent));
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

function timesTenToThe(number: bigint, exponent: number): bigint {
  if (number === 0n) return 0n;
  if (exponent >= 0) return number * 10n ** BigInt(Math.min(exponent, MAX_POWER));
  const divisor = 10n ** BigInt(Math.min(-exponent, MAX_POWER));
  return (number + divisor - 1n) / divisor;
}

function capped(number: bigint): number {
  return number > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(number);
}
