import { type KubeObject, listAt, textAt } from '../object.js';
import { row, text } from './cells.js';
import { kind } from './kind.js';
import { formatQuantity, parseQuantity } from './quantity.js';

const API = 'metrics.k8s.io/v1beta1';

function usageOf(resource: string): (pod: KubeObject) => string {
  return (pod) => {
    const used = listAt(pod, 'containers').map((container) =>
      parseQuantity(textAt(container, 'usage', resource) || '0'),
    );
    const nanos = used.reduce((sum, one) => sum + one.nanos, 0n);
    return formatQuantity({ nanos, format: used[0]?.format ?? 'decimal' });
  };
}

/** What is measured and never stored. */
export const nodeMetrics = kind(API, 'NodeMetrics', {
  cells: row(text('usage.cpu'), text('usage.memory'), text('window')),
});

export const podMetrics = kind(API, 'PodMetrics', { cells: row(usageOf('cpu'), usageOf('memory'), text('window')) });
