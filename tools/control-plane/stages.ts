import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from './run-folder.ts';

const STAGES_FOLDER = join(import.meta.dirname, 'stages');

/** What `kubectl logs` prints for any container, in the format of the container runtime interface. */
const LOG = `2026-01-01T00:00:00.000000000Z stdout F started
2026-01-01T00:00:01.000000000Z stdout F listening on 8080
2026-01-01T00:00:02.000000000Z stderr F this container is simulated: nothing runs here
`;

/** Puts all stages and the made-up container log into the one file that kwok reads at its start. */
export function writeKwokConfiguration(folder: RunFolder): void {
  const log = folder.file('container.log');
  writeFileSync(log, LOG);
  const stages = readdirSync(STAGES_FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(join(STAGES_FOLDER, name), 'utf8').trim());
  const logs = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterLogs
metadata:
  name: containers
spec:
  logs:
  - logsFile: ${JSON.stringify(log)}
    previousLogsFile: ${JSON.stringify(log)}`;
  writeFileSync(folder.file('kwok.yaml'), `${[...stages, logs].join('\n---\n')}\n`);
}
