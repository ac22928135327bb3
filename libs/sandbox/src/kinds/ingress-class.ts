import { fieldsAt, type KubeObject, textAt } from '../object.js';
import { age, row, text } from './cells.js';
import { kind } from './kind.js';
import { dnsSubdomain } from './names.js';
import { specOf } from './workload.js';

function parametersText(ingressClass: KubeObject): string {
  const parameters = fieldsAt(ingressClass, 'spec', 'parameters');
  if (parameters.name === undefined) return '<none>';
  const group = textAt(parameters, 'apiGroup');
  return `${textAt(parameters, 'kind')}${group === '' ? '' : `.${group}`}/${textAt(parameters, 'name')}`;
}

export const ingressClass = kind('networking.k8s.io/v1', 'IngressClass', {
  desired: specOf,
  cells: row(text('spec.controller'), parametersText, age),
  validate: (object, old) => {
    const controller = object.at('spec.controller');
    if (old !== undefined) controller.unchanged(old.at('spec.controller'));
    if (!controller.needed()) return;
    const [domain = '', path = ''] = controller.text.split(/\/(.*)/s);
    if (dnsSubdomain(domain).length === 0 && path !== '') return;
    controller.invalid('must be a domain-prefixed path (such as "acme.io/foo")');
  },
});
