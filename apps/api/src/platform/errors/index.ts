export { parseInput } from './parse-input.js';
export { ProblemFilter } from './problem-filter.js';
