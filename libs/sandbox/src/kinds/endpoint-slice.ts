import { isIP } from 'node:net';
import { type KubeObject, listAt, textAt } from '../object.js';
import { age, row, someOf, text } from './cells.js';
import type { Field } from './field.js';
import { kind } from './kind.js';
import { dnsLabel } from './names.js';

function portsText(slice: KubeObject): string {
  return (
    someOf(
      listAt(slice, 'ports').map((port) => String(port.port ?? (textAt(port, 'name') || '*'))),
      3,
    ) || '<unset>'
  );
}

function endpointsText(slice: KubeObject): string {
  const addresses = listAt(slice, 'endpoints').flatMap((one) => (Array.isArray(one.addresses) ? one.addresses : []));
  return someOf(addresses.map(String), 3) || '<unset>';
}

function checkEndpoint(endpoint: Field, type: string): void {
  const addresses = endpoint.at('addresses');
  if (addresses.items.length === 0) addresses.required();
  for (const address of addresses.items) {
    if (type === 'FQDN') continue;
    if (isIP(address.text) === 0) address.invalid('must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
    else if (/^127\.|^::1$/.test(address.text)) {
      address.invalid('may not be in the loopback range (127.0.0.0/8, ::1/128)');
    }
  }
}

export const endpointSlice = kind('discovery.k8s.io/v1', 'EndpointSlice', {
  cells: row(text('addressType'), portsText, endpointsText, age),
  desired: ({ metadata, kind: _, apiVersion: __, ...content }) => [content, metadata.labels, metadata.annotations],
  validate: (object, old) => {
    const type = object.at('addressType');
    if (type.needed()) type.oneOf(['FQDN', 'IPv4', 'IPv6']);
    for (const endpoint of object.at('endpoints').items) if (type.text !== '') checkEndpoint(endpoint, type.text);
    const names = new Set<string>();
    for (const port of object.at('ports').items) {
      const name = port.at('name');
      name.follows(dnsLabel);
      if (names.has(name.text)) name.duplicate();
      names.add(name.text);
      port.at('protocol').oneOf(['SCTP', 'TCP', 'UDP']);
    }
    if (old !== undefined && type.text !== old.at('addressType').text) type.invalid('field is immutable', null);
  },
});
