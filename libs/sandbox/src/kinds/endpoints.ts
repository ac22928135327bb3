import { isIP } from 'node:net';
import { type KubeObject, listAt, numberAt, textAt } from '../object.js';
import { age, row, someOf } from './cells.js';
import { kind } from './kind.js';

function addressesText(endpoints: KubeObject): string {
  const addresses = listAt(endpoints, 'subsets').flatMap((subset) => {
    const ips = listAt(subset, 'addresses').map((address) => textAt(address, 'ip'));
    const ports = listAt(subset, 'ports').map((port) => `:${numberAt(port, 'port')}`);
    return (ports.length === 0 ? [''] : ports).flatMap((port) => ips.map((ip) => ip + port));
  });
  return someOf(addresses, 3) || '<none>';
}

export const endpoints = kind('v1', 'Endpoints', {
  cells: row(addressesText, age),
  createOnUpdate: true,
  validate: (object) => {
    for (const subset of object.at('subsets').items) {
      for (const ip of subset.at('addresses').items.map((address) => address.at('ip'))) {
        if (isIP(ip.text) !== 0) continue;
        ip.invalid('must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
        ip.invalid('must be a valid IP address');
      }
      for (const port of subset.at('ports').items) port.at('port').within(1, 65535);
    }
  },
});
