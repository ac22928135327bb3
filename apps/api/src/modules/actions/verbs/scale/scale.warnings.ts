import type { KubeObject } from '@binnacle/kube/reflector';
import type { PlanWarning } from '@binnacle/shared/actions';
import { BinnacleError } from '@binnacle/shared/errors';
import type { Target } from '@binnacle/shared/names';
import { z } from 'zod';
import { managersOf } from '../../field-owners.js';
import type { ClusterReader } from '../../ports.js';

/** Marks that a GitOps controller leaves, each with the tool and whether the value names the owner. */
const MARKS: ReadonlyArray<readonly [key: string, tool: string]> = [
  ['argocd.argoproj.io/tracking-id', 'Argo CD'],
  ['argocd.argoproj.io/instance', 'Argo CD'],
  ['kustomize.toolkit.fluxcd.io/name', 'Flux'],
  ['helm.toolkit.fluxcd.io/name', 'Flux'],
];
const MANAGERS: Readonly<Record<string, string>> = {
  'argocd-controller': 'Argo CD',
  'argocd-application-controller': 'Argo CD',
  'kustomize-controller': 'Flux',
  'helm-controller': 'Flux',
};

const scaleTargetSchema = z.object({
  spec: z.object({
    scaleTargetRef: z.object({ apiVersion: z.string().default(''), kind: z.string(), name: z.string() }),
  }),
});

/** What a person should know before scaling, worst first. */
export async function scaleWarnings(
  reader: ClusterReader,
  target: Target,
  object: KubeObject,
  change: { before: number; after: number },
): Promise<PlanWarning[]> {
  const warnings = [...(await autoscalerWarnings(reader, target)), ...gitopsWarnings(object)];
  if (change.after === change.before) {
    warnings.push({ code: 'no_change', text: `It already asks for ${change.after}.` });
  } else if (change.after === 0) {
    warnings.push({ code: 'to_zero', text: 'No pod will be left: whatever it serves stops.' });
  }
  return warnings;
}

async function autoscalerWarnings(
  reader: ClusterReader,
  { apiVersion, kind, name, namespace }: Target,
): Promise<PlanWarning[]> {
  if (namespace === undefined) return [];
  let autoscalers: KubeObject[];
  try {
    autoscalers = await reader.autoscalers(namespace);
  } catch (error) {
    const why = error instanceof BinnacleError ? UNLISTED[error.code] : undefined;
    if (why === undefined) throw error;
    return [{ code: 'api_server', text: `Whether an autoscaler owns the number could not be checked: ${why}.` }];
  }
  const group = apiVersion.split('/')[0];
  const owner = autoscalers.find((object) => {
    const ref = scaleTargetSchema.safeParse(object).data?.spec.scaleTargetRef;
    return ref?.kind === kind && ref.name === name && ref.apiVersion.split('/')[0] === group;
  });
  if (owner === undefined) return [];
  return [
    {
      code: 'autoscaler',
      text: `The autoscaler ${owner.metadata.name} sets this number and will soon set it again. Change its bounds instead.`,
    },
  ];
}

const UNLISTED: Partial<Record<string, string>> = {
  forbidden: 'listing HorizontalPodAutoscalers is not allowed here',
  not_found: 'the cluster does not offer HorizontalPodAutoscalers',
};

function gitopsWarnings(object: KubeObject): PlanWarning[] {
  const { labels = {}, annotations = {} } = object.metadata;
  const mark = MARKS.find(([key]) => (labels[key] ?? annotations[key]) !== undefined);
  const manager = managersOf(object).find((name) => Object.hasOwn(MANAGERS, name));
  const tool = mark?.[1] ?? (manager === undefined ? undefined : MANAGERS[manager]);
  if (tool === undefined) return [];
  const owner =
    mark === undefined ? `field manager ${manager}` : `${mark[0]}=${labels[mark[0]] ?? annotations[mark[0]]}`;
  return [
    {
      code: 'gitops',
      text: `${tool} manages this object (${owner}) and may set the number again. Change it in Git as well.`,
    },
  ];
}
