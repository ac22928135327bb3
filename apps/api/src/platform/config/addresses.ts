import { isIP } from 'node:net';

/** Whether a listening address or URL host only reaches this machine. Brackets around IPv6 are allowed. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

/** Whether the text can be an address to listen on: an IP address, or a host name whose last label is not a number. */
export function isListenable(host: string): boolean {
  if (isIP(host) !== 0) return true;
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  return (
    host.length <= 253 &&
    labels.every((l) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(l)) &&
    /[a-z]/i.test(last) &&
    !/^0x/i.test(last)
  );
}

/** A host as it stands in a URL: IPv6 addresses in brackets. */
export function urlHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
