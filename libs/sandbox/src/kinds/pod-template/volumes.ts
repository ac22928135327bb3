import type { Field } from '../field.js';
import { dnsLabel } from '../names.js';

/** The field that a source cannot do without. */
const NEEDED: Record<string, string> = {
  configMap: 'name',
  hostPath: 'path',
  persistentVolumeClaim: 'claimName',
  secret: 'secretName',
};

/** Reports what is wrong with the volumes of a pod; gives the names of those that can be mounted. */
export function checkVolumes(volumes: Field): Set<string> {
  const names = new Set<string>();
  for (const volume of volumes.items) {
    let fine = true;
    const sources = Object.keys(volume.value as object).filter((field) => field !== 'name');
    for (const [index, source] of sources.sort(byOrder).entries()) {
      const needed = NEEDED[source];
      if (index > 0) volume.at(source).forbidden('may not specify more than 1 volume type');
      else if (needed === undefined || volume.at(`${source}.${needed}`).needed()) continue;
      fine = false;
    }
    const name = volume.at('name');
    if (name.needed()) name.follows(dnsLabel);
    if (names.has(name.text)) name.duplicate();
    else if (fine && dnsLabel(name.text).length === 0) names.add(name.text);
  }
  return names;
}

/** The real server looks at an emptyDir first, so that what stands beside it is the second. */
const byOrder = (a: string, b: string) => Number(b === 'emptyDir') - Number(a === 'emptyDir');
