const GROUPED = new Intl.NumberFormat('en-US');

/** Whole numbers with thousands separators: `4,812`. */
export function count(value: number): string {
  return GROUPED.format(value);
}

const BINARY = ['B', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;

/** Bytes as Kubernetes writes them, three significant digits: `128Mi`, `15.6Gi`. */
export function bytes(value: number): string {
  let amount = value;
  let at = 0;
  while (Math.abs(amount) >= 1024 && at < BINARY.length - 1) {
    amount /= 1024;
    at += 1;
  }
  return `${significant(amount)}${BINARY[at]}`;
}

/** Thousandths of a core as Kubernetes writes them: `250m`, `4`, `1.5`. */
export function millicores(value: number): string {
  return value % 1000 === 0 || value >= 10_000
    ? significant(value / 1000)
    : value > 1000
      ? significant(value / 1000)
      : `${value}m`;
}

/** A share as a whole percentage with a thin space; shares that are not zero never read 0. */
export function percent(share: number): string {
  const rounded = share > 0 && share < 0.01 ? '<1' : `${Math.round(share * 100)}`;
  return `${rounded}\u202f%`;
}

function significant(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? trim(value.toFixed(1)) : trim(value.toFixed(2));
}

function trim(text: string): string {
  return text.replace(/\.?0+$/, '');
}

/** `1 pod`, `4,812 pods`; kinds whose plural is not `-s` pass it. */
export function plural(amount: number, noun: string, many = `${noun}s`): string {
  return `${count(amount)} ${amount === 1 ? noun : many}`;
}
