import { at, type KubeObject, listAt, textAt } from '../object.js';
import type { Cell } from './kind.js';
import { labelsText, selectorText } from './label-selector.js';

type CellOf = (object: KubeObject, now: number) => Cell | readonly Cell[];

/** The cells of a row, each from a function; two at once where they belong together. */
export function row(...cells: CellOf[]): (object: KubeObject, now: number) => Cell[] {
  return (object, now) => cells.flatMap((cell) => cell(object, now));
}

const value = (object: unknown, path: string) => at(object, ...path.split('.'));

/** The number at a path; 0 where there is none. */
export const number =
  (path: string): CellOf =>
  (object) =>
    Number(value(object, path) ?? 0);

/** The text at a path, or what is shown where there is none. */
export const text =
  (path: string, otherwise = ''): CellOf =>
  (object) =>
    String(value(object, path) ?? '') || otherwise;

/** `2/3` */
export const ratio =
  (part: string, whole: string): CellOf =>
  (object) =>
    `${value(object, part) ?? 0}/${value(object, whole) ?? 0}`;

export const labels =
  (path: string): CellOf =>
  (object) =>
    labelsText(value(object, path));

export const selector =
  (path = 'spec.selector', none = '<none>'): CellOf =>
  (object) =>
    selectorText(value(object, path)) || none;

/** The names and the images of the containers of a pod template. */
export const containers =
  (path = 'spec.template.spec'): CellOf =>
  (object) => {
    const list = listAt(value(object, path), 'containers');
    return ['name', 'image'].map((field) => list.map((container) => textAt(container, field)).join(','));
  };

/** How long ago the time at a path is. */
export const since =
  (path: string, never = '<unknown>'): CellOf =>
  (object, now) => {
    const time = value(object, path);
    return typeof time === 'string' ? durationText(now - Date.parse(time)) : never;
  };

/** The Age column. */
export const age = since('metadata.creationTimestamp');

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** A length of time as kubectl shows it: the less exact the longer it is. */
export function durationText(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const two = (big: number, unit: string, rest: number, smaller: string) =>
    rest === 0 ? `${big}${unit}` : `${big}${unit}${rest}${smaller}`;
  if (seconds < 2 * MINUTE) return `${seconds}s`;
  const minutes = Math.floor(seconds / MINUTE);
  if (minutes < 10) return two(minutes, 'm', seconds % MINUTE, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(seconds / HOUR);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(seconds / DAY);
  if (days < 8) return two(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 365 * 8 ? two(years, 'y', days % 365, 'd') : `${years}y`;
}

/** The first few of a list, and how many more there are. */
export function someOf(list: readonly string[], most: number, separator = ','): string {
  const shown = list.slice(0, most).join(separator);
  return list.length > most ? `${shown} + ${list.length - most} more...` : shown;
}

/** The addresses of a load balancer. */
export function balancerText(object: KubeObject): string {
  const names = listAt(object, 'status', 'loadBalancer', 'ingress').map(
    (one) => textAt(one, 'ip') || textAt(one, 'hostname'),
  );
  return [...new Set(names.filter((name) => name !== ''))].sort().join(',');
}
