import type { Field } from '../field.js';
import { dnsLabel, portName } from '../names.js';
import { checkEnvironment, checkEnvironmentSources } from './environment.js';
import { checkHook, checkProbe } from './probes.js';
import { checkResources } from './resources.js';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Reports what is wrong with the containers of a pod; `volumes` are the names that they may mount. */
export function checkContainers(containers: Field, volumes: ReadonlySet<string>): void {
  if (containers.items.length === 0) containers.required();
  const names = new Set<string>();
  for (const container of containers.items) {
    checkContainer(container, volumes);
    checkName(container, names);
    checkHealth(container);
  }
  checkHostPorts(containers.items);
}

/** The same for init containers: those that always restart are sidecars and may be probed, the others not. */
export function checkInitContainers(containers: Field, others: Field, volumes: ReadonlySet<string>): void {
  const names = new Set(others.items.map((other) => other.at('name').text));
  for (const container of containers.items) {
    checkContainer(container, volumes);
    checkName(container, names);
    checkHostPorts([container]);
    if (container.at('restartPolicy').text === 'Always') {
      checkHealth(container);
      continue;
    }
    for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
      const field = container.at(name);
      if (field.given) field.forbidden('may not be set for init containers without restartPolicy=Always');
    }
  }
}

function checkName(container: Field, taken: Set<string>): void {
  const name = container.at('name');
  if (taken.has(name.text)) name.duplicate();
  taken.add(name.text);
}

function checkHealth(container: Field): void {
  for (const name of ['postStart', 'preStop']) checkHook(container.at(`lifecycle.${name}`));
  checkProbe(container.at('livenessProbe'), true);
  checkProbe(container.at('readinessProbe'), false);
  checkProbe(container.at('startupProbe'), true);
}

function checkContainer(container: Field, volumes: ReadonlySet<string>): void {
  const name = container.at('name');
  if (name.needed()) name.follows(dnsLabel);
  container.at('image').needed();
  container.at('terminationMessagePolicy').oneOf(['File', 'FallbackToLogsOnError']);
  checkPorts(container.at('ports'));
  checkEnvironment(container.at('env'));
  checkEnvironmentSources(container.at('envFrom'));
  checkMounts(container.at('volumeMounts'), volumes);
  container.at('imagePullPolicy').oneOf(['Always', 'IfNotPresent', 'Never']);
  checkResources(container.at('resources'));
}

function checkPorts(ports: Field): void {
  const names = new Set<string>();
  for (const port of ports.items) {
    const [name, number] = [port.at('name'), port.at('containerPort')];
    if (portName(name.text).length > 0) name.follows(portName);
    else if (names.has(name.text)) name.duplicate();
    else names.add(name.text);
    if (number.number === 0) number.required();
    else number.within(1, 65535);
    port.at('hostPort').within(1, 65535);
    port.at('protocol').oneOf(PROTOCOLS);
  }
}

function checkHostPorts(containers: readonly Field[]): void {
  const taken = new Set<string>();
  for (const port of containers.flatMap((container) => container.at('ports').items)) {
    const host = port.at('hostPort');
    const used = `${port.at('protocol').text}/${port.at('hostIP').text}/${host.number}`;
    if (host.number !== 0 && taken.has(used)) host.duplicate(used);
    taken.add(used);
  }
}

function checkMounts(mounts: Field, volumes: ReadonlySet<string>): void {
  const places = new Set<string>();
  for (const mount of mounts.items) {
    const [name, place, inside] = [mount.at('name'), mount.at('mountPath'), mount.at('subPath')];
    name.needed();
    if (!volumes.has(name.text)) name.notFound(name.text);
    place.needed();
    if (places.has(place.text)) place.invalid('must be unique');
    places.add(place.text);
    const subPath = mounts.at('subPath');
    if (inside.text.startsWith('/')) subPath.invalid('must be a relative path', inside.text);
    if (inside.text.split('/').includes('..')) subPath.invalid("must not contain '..'", inside.text);
  }
}
