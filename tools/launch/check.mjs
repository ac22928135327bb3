// npm run check: the fast, static part. Names of steps on the command line run only those.
import { ensureInstalled } from './checkout.mjs';
import { runSteps } from './run-steps.mjs';
import { CHECKS } from './steps.mjs';

ensureInstalled();
const wanted = process.argv.slice(2);
process.exit(await runSteps(CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))));
