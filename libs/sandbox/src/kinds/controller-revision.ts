import { controllerOf, type KubeObject } from '../object.js';
import { age, number, row } from './cells.js';
import { kind } from './kind.js';

function controllerText(revision: KubeObject): string {
  const owner = controllerOf(revision);
  if (owner === undefined) return '<none>';
  const [, group] = owner.apiVersion.split('/').reverse();
  return `${[owner.kind, ...(group ? [group] : [])].join('.').toLowerCase()}/${owner.name}`;
}

export const controllerRevision = kind('apps/v1', 'ControllerRevision', {
  cells: row(controllerText, number('revision'), age),
  validate: (object) => object.notNegative('revision'),
});
