import type { Field } from '../field.js';
import { checkLabels } from '../label-selector.js';
import { dnsLabel, dnsSubdomain, qualifiedName } from '../names.js';
import { checkContainers, checkInitContainers } from './containers.js';
import { checkTolerations } from './tolerations.js';
import { checkVolumes } from './volumes.js';

/** Reports what is wrong with the spec of a pod or of a template for pods. */
export function checkPodSpec(spec: Field): void {
  const volumes = checkVolumes(spec.at('volumes'));
  const containers = spec.at('containers');
  checkContainers(containers, volumes);
  checkInitContainers(spec.at('initContainers'), containers, volumes);
  if (spec.at('hostNetwork').value === true) {
    for (const port of containers.items.flatMap((container) => container.at('ports').items)) {
      const host = port.at('hostPort');
      if (host.number === port.at('containerPort').number || host.number === 0) continue;
      host.invalid('must match `containerPort` when `hostNetwork` is true');
    }
  }
  spec.at('restartPolicy').oneOf(['Always', 'OnFailure', 'Never']);
  spec.at('dnsPolicy').oneOf(['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
  checkLabels(spec.at('nodeSelector'));
  for (const name of ['serviceAccountName', 'nodeName']) spec.at(name).follows(dnsSubdomain);
  spec.at('activeDeadlineSeconds').within(1, 2 ** 31 - 1);
  for (const name of ['hostname', 'subdomain']) spec.at(name).follows(dnsLabel);
  checkTolerations(spec.at('tolerations'));
  spec.at('priorityClassName').follows(dnsSubdomain);
}

/** Reports what is wrong with a template for pods. */
export function checkPodTemplate(template: Field): void {
  // The real server tells faults of labels at the template itself, not at its metadata.
  checkLabels(template.renamed('labels', 'metadata.labels'));
  const annotations = template.renamed('annotations', 'metadata.annotations');
  for (const [key] of annotations.entries) {
    for (const fault of qualifiedName(key.toLowerCase())) annotations.invalid(fault, key);
  }
  checkPodSpec(template.at('spec'));
}
