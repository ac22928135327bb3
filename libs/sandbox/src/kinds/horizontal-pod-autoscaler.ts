import { type Fields, fieldsAt, isFields, type KubeObject, listAt, textAt } from '../object.js';
import { age, number, row, someOf, text } from './cells.js';
import type { Field } from './field.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';
import { specOf } from './workload.js';

/** The field of each type of metric. */
const SOURCES: Record<string, string> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
const POLICY = (type: string, value: number) => ({ type, value, periodSeconds: 15 });
const UP = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [POLICY('Pods', 4), POLICY('Percent', 100)],
};
const DOWN = { selectPolicy: 'Max', policies: [POLICY('Percent', 100)] };

function metricText(metric: Fields, measured: unknown): string {
  const source = SOURCES[textAt(metric, 'type')] ?? '';
  const [target, current] = [fieldsAt(metric, source, 'target'), fieldsAt(measured, source, 'current')];
  const name = source.toLowerCase().endsWith('resource') ? `${textAt(metric, source, 'name')}: ` : '';
  const field = ['averageUtilization', 'averageValue', 'value'].find((one) => target[one] !== undefined) ?? '';
  const unit = field === 'averageUtilization' ? '%' : '';
  const now = current[field] === undefined ? '<unknown>' : `${String(current[field])}${unit}`;
  const averaged = field === 'averageValue' && (source === 'external' || source === 'object') ? ' (avg)' : '';
  return `${name}${now}/${String(target[field])}${unit}${averaged}`;
}

function targetsText(scaler: KubeObject): string {
  const measured = listAt(scaler, 'status', 'currentMetrics');
  const metrics = listAt(scaler, 'spec', 'metrics').map((metric, index) => metricText(metric, measured[index]));
  return metrics.length === 0 ? '<none>' : someOf(metrics, 2, ', ');
}

function checkMetric(metric: Field): void {
  const [type, source] = [metric.at('type'), SOURCES[metric.at('type').text]];
  if (source === undefined) {
    type.unsupported(Object.keys(SOURCES));
    return;
  }
  const target = metric.at(`${source}.target`);
  if (!metric.at(source).given) metric.at(source).required('must populate information for the given metric source');
  else if (!['Utilization', 'Value', 'AverageValue'].includes(target.at('type').text)) {
    target.at('type').invalid('must be either Utilization, Value, or AverageValue');
  } else if (source === 'resource' && !target.at('averageUtilization').given && !target.at('averageValue').given) {
    target.at('averageUtilization').required('must set either a target raw value or a target utilization');
  }
}

export const horizontalPodAutoscaler = kind('autoscaling/v2', 'HorizontalPodAutoscaler', {
  desired: specOf,
  cells: row(
    ...[
      (scaler: KubeObject) =>
        `${textAt(scaler, 'spec', 'scaleTargetRef', 'kind')}/${textAt(scaler, 'spec', 'scaleTargetRef', 'name')}`,
    ],
    ...[
      targetsText,
      text('spec.minReplicas', '<unset>'),
      number('spec.maxReplicas'),
      number('status.currentReplicas'),
      age,
    ],
  ),
  defaults: (draft) => {
    const spec = fieldsAt(draft, 'spec');
    const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
    fill(spec, { minReplicas: 1, metrics: [{ type: 'Resource', resource }] });
    if (!isFields(spec.behavior)) return;
    fill(spec.behavior, { scaleUp: {}, scaleDown: {} });
    fill(fieldsAt(spec.behavior, 'scaleUp'), UP);
    fill(fieldsAt(spec.behavior, 'scaleDown'), DOWN);
  },
  firstStatus: () => ({ desiredReplicas: 0, currentMetrics: null }),
  validate: (object) => {
    const spec = object.at('spec');
    const [least, most, target] = [spec.at('minReplicas'), spec.at('maxReplicas'), spec.at('scaleTargetRef')];
    if (most.number < least.number) most.invalid('must be greater than or equal to `minReplicas`', most.number);
    if (most.number === 0) most.required();
    for (const name of ['kind', 'name']) target.at(name).needed();
    if (target.at('apiVersion').text === '') target.at('apiVersion').invalid('apiVersion must specify API group', '');
    const metrics = spec.at('metrics');
    const toZero = metrics.items.some((metric) => ['Object', 'External'].includes(metric.at('type').text));
    if (least.given && least.number === 0 && !toZero) {
      metrics.forbidden('must specify at least one Object or External metric to support scaling to zero replicas');
    }
    for (const metric of metrics.items) checkMetric(metric);
  },
});
