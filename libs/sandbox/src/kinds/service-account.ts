import { age, row } from './cells.js';
import { kind } from './kind.js';

export const serviceAccount = kind('v1', 'ServiceAccount', { cells: row(age) });
