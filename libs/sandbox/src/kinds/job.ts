import { at, type Fields, fieldsAt, type KubeObject, listAt, numberAt, textAt } from '../object.js';
import { age, containers, durationText, row, selector as selectorCell } from './cells.js';
import type { Field } from './field.js';
import { kind } from './kind.js';
import { checkPodTemplate } from './pod-template/pod-spec.js';
import { fill } from './type-defaults.js';
import { checkSelected, specOf } from './workload.js';

function statusOf(job: KubeObject): string {
  const holds = (type: string) =>
    listAt(job, 'status', 'conditions').some((condition) => condition.type === type && condition.status === 'True');
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function completionsOf(job: KubeObject): string {
  const [done, parallel] = [numberAt(job, 'status', 'succeeded'), numberAt(job, 'spec', 'parallelism')];
  const wanted = at(job, 'spec', 'completions');
  if (typeof wanted === 'number') return `${done}/${wanted}`;
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}

function durationOf(job: KubeObject, now: number): string {
  const [start, end] = [textAt(job, 'status', 'startTime'), textAt(job, 'status', 'completionTime')];
  return start === '' ? '' : durationText((end === '' ? now : Date.parse(end)) - Date.parse(start));
}

/** The template of a job becomes its own by a label that nobody else has: its uid. */
function generateSelector(job: KubeObject): void {
  const spec = fieldsAt(job, 'spec');
  if (spec.manualSelector === true) return;
  const uid = job.metadata.uid ?? '';
  const template = fieldsAt(spec, 'template');
  const metadata = fieldsAt(template, 'metadata');
  const labels: Fields = { 'controller-uid': uid, 'job-name': job.metadata.name };
  for (const [name, value] of Object.entries(labels)) labels[`batch.kubernetes.io/${name}`] = value;
  const given = metadata.labels;
  metadata.labels = { ...fieldsAt(given), ...labels };
  job.metadata.labels ??= { ...(metadata.labels as Record<string, string>) };
  spec.selector ??= {};
  const selector = fieldsAt(spec, 'selector');
  selector.matchLabels = { ...fieldsAt(selector, 'matchLabels'), 'batch.kubernetes.io/controller-uid': uid };
}

/** What is filled into the spec of a job, its own or that of a CronJob's template. */
function fillJobSpec(spec: Fields): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  fill(spec, { parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, manualSelector: false });
  fill(spec, { podReplacementPolicy: 'TerminatingOrFailed' });
}

/** Reports what is wrong with the spec of a job or of a template for jobs. */
export function checkJobSpec(spec: Field): void {
  spec.notNegative('parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished');
  const [mode, completions] = [spec.at('completionMode'), spec.at('completions')];
  mode.oneOf(['NonIndexed', 'Indexed']);
  if (mode.text === 'Indexed' && !completions.given) completions.required('when completion mode is Indexed');
  checkPodTemplate(spec.at('template'));
  const policy = spec.at('template.spec.restartPolicy');
  if (policy.text === 'Always') policy.required('valid values: "OnFailure", "Never"');
  else if (policy.given) policy.oneOf(['OnFailure', 'Never']);
}

export const job = kind('batch/v1', 'Job', {
  desired: specOf,
  cells: row(statusOf, completionsOf, durationOf, age, containers(), selectorCell()),
  defaults: (draft) => {
    draft.metadata.labels ??= structuredClone(at(draft, 'spec', 'template', 'metadata', 'labels')) as Record<
      string,
      string
    >;
    fillJobSpec(fieldsAt(draft, 'spec'));
  },
  admit: (draft, _, old) => {
    if (old === undefined) generateSelector(draft);
  },
  validate: (object, old) => {
    const spec = object.at('spec');
    const selector = spec.at('selector');
    if (!selector.given) selector.required();
    const own = Object.keys(fieldsAt(selector.value, 'matchLabels')).length === 1;
    if (spec.at('manualSelector').value !== true && selector.given && !own)
      selector.invalid('`selector` not auto-generated');
    checkSelected(selector, spec.at('template'));
    checkJobSpec(spec);
    if (old === undefined) return;
    for (const name of ['completions', 'selector', 'template', 'completionMode'])
      spec.at(name).unchanged(old.at(`spec.${name}`));
  },
});
