import type { Resource } from './kind-resources.ts';
import type { Schema } from './open-api-schema.ts';

const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const METRICS = 'io.k8s.metrics.pkg.apis.metrics.v1beta1';
const groupVersion = { group: 'metrics.k8s.io', version: 'v1beta1' };
const served = (kind: string) => [{ ...groupVersion, kind }];
const text: Schema = { type: 'string' };
const usage: Schema = {
  type: 'object',
  additionalProperties: reference('io.k8s.apimachinery.pkg.api.resource.Quantity'),
  'x-go-type': 'v1.ResourceList',
};

function measured(kind: string, properties: Record<string, Schema>): Record<string, Schema> {
  return {
    [`${METRICS}.${kind}`]: {
      type: 'object',
      properties: {
        apiVersion: text,
        kind: text,
        metadata: { default: {}, allOf: [reference(`${META}.ObjectMeta`)] },
        timestamp: { allOf: [reference(`${META}.Time`)] },
        window: text,
        ...properties,
      },
      required: ['timestamp', 'window', ...Object.keys(properties)],
      'x-kubernetes-group-version-kind': served(kind),
    },
    [`${METRICS}.${kind}List`]: {
      type: 'object',
      properties: {
        apiVersion: text,
        items: { type: 'array', items: { default: {}, allOf: [reference(`${METRICS}.${kind}`)] } },
        kind: text,
        metadata: { default: {}, allOf: [reference(`${META}.ListMeta`)] },
      },
      required: ['items'],
      'x-kubernetes-group-version-kind': served(`${kind}List`),
    },
  };
}

/** The metrics API is no part of the API server, so no OpenAPI of its tells: this is its published contract. */
export const METRICS_DEFINITIONS: Record<string, Schema> = {
  ...measured('NodeMetrics', { usage }),
  ...measured('PodMetrics', {
    containers: { type: 'array', items: { default: {}, allOf: [reference(`${METRICS}.ContainerMetrics`)] } },
  }),
  [`${METRICS}.ContainerMetrics`]: {
    type: 'object',
    properties: { name: text, usage },
    required: ['name', 'usage'],
  },
};

function measuredResource(resource: string, kind: string, scope: Resource['scope']): Resource {
  const column = (name: string, format = '') => ({ name, type: 'string', format, priority: 0 });
  return {
    ...groupVersion,
    resource,
    responseKind: { ...groupVersion, kind },
    scope,
    singularResource: '',
    verbs: ['get', 'list'],
    columns: [
      column('Name', 'name'),
      column('cpu', 'quantity'),
      column('memory', 'quantity'),
      column('Window', 'duration'),
    ],
  };
}

/** How metrics-server presents it. */
export const METRICS_RESOURCES = [
  measuredResource('nodes', 'NodeMetrics', 'Cluster'),
  measuredResource('pods', 'PodMetrics', 'Namespaced'),
];
