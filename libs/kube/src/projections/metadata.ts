import type { Row } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { type Fields, fieldsOf, listOf, secondsOf, textOf } from './fields.js';

const NAME_MAX_CHARACTERS = 253;
/** Room for more labels than anybody has set by hand; the API server itself allows about this much in all annotations. */
const LABELS_MAX_CHARACTERS = 16_384;
const IMAGES_MAX_CHARACTERS = 4_096;

/** The controlling owner: the one reference with `controller: true`, as `metav1.GetControllerOf` picks it. */
export function controllerOf(object: KubeObject): { kind: string | null; name: string | null; uid: string | null } {
  const owner = listOf(fieldsOf(object.metadata).ownerReferences).find((reference) => reference.controller === true);
  return {
    kind: textOf(owner?.kind, NAME_MAX_CHARACTERS),
    name: textOf(owner?.name, NAME_MAX_CHARACTERS),
    uid: textOf(owner?.uid, NAME_MAX_CHARACTERS),
  };
}

function nameOf(object: KubeObject): string {
  return textOf(fieldsOf(object.metadata).name, NAME_MAX_CHARACTERS) ?? '';
}

/** The columns that every view begins and ends with, `namespace` left out for kinds without one. */
export function metadataCells(object: KubeObject, namespaced = true): Row {
  const metadata = fieldsOf(object.metadata);
  return {
    name: nameOf(object),
    ...(namespaced ? { namespace: textOf(metadata.namespace, NAME_MAX_CHARACTERS) } : {}),
    createdAt: secondsOf(metadata.creationTimestamp),
    labels: labelsOf(metadata.labels),
    uid: textOf(metadata.uid, NAME_MAX_CHARACTERS),
    ownerUid: controllerOf(object).uid,
  };
}

function labelsOf(value: unknown): string | null {
  const labels = fieldsOf(value);
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${typeof labels[key] === 'string' ? labels[key] : ''}`);
  return textOf(pairs.join(','), LABELS_MAX_CHARACTERS);
}

/** Images of containers in their order, joined by commas. */
export function imagesOf(containers: readonly Fields[]): string | null {
  const images = containers.map((container) => textOf(container.image)).filter((image) => image !== null);
  return textOf(images.join(','), IMAGES_MAX_CHARACTERS);
}

/** Containers of the pod template of a workload. */
export function templateContainers(object: KubeObject): Fields[] {
  return listOf(fieldsOf(fieldsOf(fieldsOf(object.spec).template).spec).containers);
}

/** The revision that the deployment controller wrote on a Deployment or ReplicaSet. */
export function revisionOf(object: KubeObject): number | null {
  const value = fieldsOf(fieldsOf(object.metadata).annotations)['deployment.kubernetes.io/revision'];
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
