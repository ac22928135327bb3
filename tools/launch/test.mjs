// npm test: everything that needs only this checkout. `--cluster`: what needs a real control plane instead. Further
// words keep the steps whose name begins with one of them: `npm test -- unit`.
import { ensureBuilt, ensureInstalled } from './checkout.mjs';
import { runSteps } from './run-steps.mjs';
import { clusterSteps, testSteps } from './steps.mjs';

ensureInstalled();
ensureBuilt();
const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));
const steps = words.includes('--cluster') ? clusterSteps() : testSteps();
process.exit(
  await runSteps(steps.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)))),
);
