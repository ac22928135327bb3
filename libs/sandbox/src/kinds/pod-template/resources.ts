import type { Field } from '../field.js';
import { qualifiedName } from '../names.js';
import { nanosOf } from '../quantity.js';

const OF_CONTAINERS = ['cpu', 'ephemeral-storage', 'memory'];
const STANDARD = [...OF_CONTAINERS, 'pods', 'storage'];

function checkAmount(name: string, amount: Field): void {
  const faults = qualifiedName(name);
  for (const fault of faults) amount.invalid(fault, name);
  if (faults.length === 0 && !name.includes('/') && !name.startsWith('hugepages-')) {
    if (!STANDARD.includes(name)) amount.invalid('must be a standard resource type or fully qualified', name);
    if (!OF_CONTAINERS.includes(name)) amount.invalid('must be a standard resource for containers', name);
  }
  const nanos = nanosOf(amount.value);
  if (nanos < 0n) amount.invalid('must be greater than or equal to 0');
  if (!overcommits(name) && nanos % 1_000_000_000n !== 0n) amount.invalid('must be an integer');
}

/** More of cpu and memory may be promised than there is; other things are handed out whole. */
const overcommits = (name: string) => !name.includes('/') && !name.startsWith('hugepages-');

/** Reports what is wrong with the requests and limits of a container. */
export function checkResources(resources: Field): void {
  const [limits, requests] = [resources.at('limits'), resources.at('requests')];
  for (const [name, amount] of limits.entries) checkAmount(name, amount);
  const limitOf = new Map(limits.entries);
  for (const [name, amount] of requests.entries) {
    checkAmount(name, amount);
    const limit = limitOf.get(name);
    if (limit === undefined) {
      if (!overcommits(name)) limits.required('Limit must be set for non overcommitable resources');
      continue;
    }
    const more = nanosOf(amount.value) - nanosOf(limit.value);
    if (more !== 0n && !overcommits(name)) {
      requests.invalid(`must be equal to ${name} limit of ${limit.text}`, amount.text);
    } else if (more > 0n) requests.invalid(`must be less than or equal to ${name} limit of ${limit.text}`, amount.text);
  }
}
