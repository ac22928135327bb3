import { fieldsAt, type KubeObject } from '../object.js';
import { age, containers, labels, number, row, selector as selectorCell } from './cells.js';
import { asStruct, same } from './field.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';
import {
  amountOf,
  checkAmount,
  checkAtMostAll,
  checkLastingTemplate,
  checkOwnSelector,
  checkSelected,
  specOf,
} from './workload.js';

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const COUNTS = [
  'desiredNumberScheduled',
  'currentNumberScheduled',
  'numberReady',
  'updatedNumberScheduled',
  'numberAvailable',
];
const STRATEGIES = ['RollingUpdate', 'OnDelete'];

/** Counts the templates, in an annotation that everybody still writes. */
function countTemplates(draft: KubeObject, old: KubeObject | undefined): void {
  const before = Number(old?.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
  const changed = !same(fieldsAt(draft, 'spec', 'template'), fieldsAt(old, 'spec', 'template'));
  draft.metadata.annotations = {
    ...draft.metadata.annotations,
    [TEMPLATE_GENERATION]: String(changed ? before + 1 : before),
  };
}

export const daemonSet = kind('apps/v1', 'DaemonSet', {
  desired: specOf,
  cells: row(
    ...COUNTS.map((count) => number(`status.${count}`)),
    labels('spec.template.spec.nodeSelector'),
    age,
    containers(),
    selectorCell(),
  ),
  defaults: (draft) => {
    const spec = fieldsAt(draft, 'spec');
    fill(spec, { revisionHistoryLimit: 10 });
    const strategy = fieldsAt(spec, 'updateStrategy');
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy.type !== 'RollingUpdate') return;
    fill(strategy, { rollingUpdate: {} });
    fill(fieldsAt(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
  },
  admit: (draft, _, old) => countTemplates(draft, old),
  validate: (object, old) => {
    const spec = object.at('spec');
    const [selector, strategy] = [spec.at('selector'), spec.at('updateStrategy')];
    if (old !== undefined) selector.unchanged(old.at('spec.selector'));
    if (checkOwnSelector(selector, 'daemonset')) checkSelected(selector, spec.at('template'));
    checkLastingTemplate(spec.at('template'), 'DaemonSet');
    spec.notNegative('minReadySeconds');
    if (!STRATEGIES.includes(strategy.at('type').text))
      strategy.unsupported(STRATEGIES, asStruct(strategy.value, 'Type RollingUpdate'));
    const [unavailable, surge] = ['maxUnavailable', 'maxSurge'].map((name) => strategy.at(`rollingUpdate.${name}`));
    if (unavailable?.given && surge?.given) {
      for (const check of [checkAmount, checkAtMostAll]) for (const amount of [unavailable, surge]) check(amount);
      const both = [unavailable, surge].filter((amount) => amountOf(amount) !== 0).length;
      if (both === 2) surge.invalid('may not be set when maxUnavailable is non-zero');
      if (both === 0) unavailable.required('cannot be 0 when maxSurge is 0');
    }
    spec.notNegative('revisionHistoryLimit');
  },
});
