import type { Field } from '../field.js';
import { portName } from '../names.js';

/** Reports what is wrong with a port that is a number or the name of one. */
export function checkPortReference(port: Field): void {
  if (typeof port.value === 'string') for (const fault of portName(port.text)) port.invalid(fault);
  else port.within(1, 65535);
}

const HANDLERS: Record<string, (handler: Field) => void> = {
  exec: (exec) => {
    if (exec.at('command').items.length === 0) exec.at('command').required();
  },
  httpGet: (get) => {
    checkPortReference(get.at('port'));
    get.at('scheme').oneOf(['HTTP', 'HTTPS']);
  },
  tcpSocket: (socket) => checkPortReference(socket.at('port')),
  grpc: (grpc) => checkPortReference(grpc.at('port')),
  sleep: (sleep) => sleep.notNegative('seconds'),
};

/** Reports what is wrong with what runs after the start or before the end of a container. */
export function checkHook(hook: Field): void {
  if (!hook.given) return;
  const given = Object.keys(HANDLERS).filter((name) => hook.at(name).given);
  for (const [index, name] of given.entries()) {
    const handler = hook.at(name);
    if (index > 0) handler.forbidden('may not specify more than 1 handler type');
    else HANDLERS[name]?.(handler);
  }
  if (given.length === 0) hook.required('must specify a handler type');
}

/** Reports what is wrong with a probe; one success is enough for all but readiness probes. */
export function checkProbe(probe: Field, once: boolean): void {
  if (!probe.given) return;
  checkHook(probe);
  const numbers = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];
  probe.notNegative(...numbers);
  const successes = probe.at('successThreshold');
  if (once && successes.number !== 1) successes.invalid('must be 1');
}
