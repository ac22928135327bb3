// Prints every route of the built program, as its router has them, and what each demands.
import { createApp } from '../../apps/api/dist/bootstrap.js';
import { parseConfig } from '../../apps/api/dist/platform/config/index.js';

const [folder = ''] = process.argv.slice(2);
const running = await createApp(parseConfig(['--port', '0', '--data', folder, '--kubeconfig', `${folder}/none`], {}));
process.stdout.write(JSON.stringify(running.routes));
await running.close();
