import { fieldsAt, type KubeObject } from '../object.js';
import type { Field } from './field.js';
import { checkSelector, selects } from './label-selector.js';
import { checkPodTemplate } from './pod-template/pod-spec.js';

/** The part of a workload whose change is a new generation. */
export const specOf = (object: KubeObject): unknown => object.spec;

/** Reports a missing, empty or wrong selector; true when it can be compared with labels. */
export function checkOwnSelector(selector: Field, kind: string): boolean {
  if (!selector.given) selector.required();
  const valid = checkSelector(selector);
  const empty = ['matchLabels', 'matchExpressions'].every(
    (name) => Object.keys(fieldsAt(selector.value, name)).length === 0,
  );
  if (selector.given && empty && !selector.at('matchExpressions').given) {
    selector.invalid(`empty selector is invalid for ${kind}`);
  }
  return valid;
}

/** Reports labels of a template that its own workload would not select. */
export function checkSelected(selector: Field, template: Field): void {
  const labels = template.at('metadata.labels');
  if (selects(selector.value, fieldsAt(labels.value) as Record<string, string>)) return;
  labels.invalid('`selector` does not match template `labels`');
}

/** Reports what is wrong with a template whose pods have to run for ever. */
export function checkLastingTemplate(template: Field, kind: string): void {
  checkPodTemplate(template);
  const policy = template.at('spec.restartPolicy');
  if (policy.text !== 'Always') policy.unsupported(['Always']);
  const deadline = template.at('spec.activeDeadlineSeconds');
  if (deadline.given) deadline.forbidden(`activeDeadlineSeconds in ${kind} is not Supported`);
}

/** The number of pods that `25%` or `3` means, as far as it matters whether it is 0 or more than all. */
export function amountOf({ value, number }: Field): number {
  return typeof value === 'string' ? Number.parseInt(value, 10) : number;
}

/** Reports what is neither a number nor a percentage, and what is negative. */
export function checkAmount(amount: Field): void {
  if (typeof amount.value === 'string') {
    if (/^[0-9]+%$/.test(amount.value)) return;
    const sample = "(e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
    amount.invalid(`a valid percent string must be a numeric string followed by an ending '%' ${sample}`);
  } else amount.notNegative();
}

/** Reports a percentage of more than all. */
export function checkAtMostAll(amount: Field): void {
  if (/^[0-9]+%$/.test(amount.text) && amountOf(amount) > 100) amount.invalid('must not be greater than 100%');
}
