import type { ClusterFault, KubeconfigProblem } from '@binnacle/shared/clusters';

/** A place in a kubeconfig. Lines and columns count from 1; they are absent for what is not in a file. */
export interface ConfigPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Such as `contexts[0].context.cluster`. */
  readonly field?: string;
}

/** As in the contract; never holds a credential. */
export type { KubeconfigProblem };

/** One sentence after another: what is wrong, where, what to do. */
export function problemText(problem: KubeconfigProblem): string {
  const line = problem.line === undefined ? '' : `, line ${problem.line}`;
  const field = problem.field === undefined ? '' : `, ${problem.field}`;
  const message = problem.message.replace(
    /^(?:the|an?) /,
    (article) => `${article.charAt(0).toUpperCase()}${article.slice(1)}`,
  );
  return `${message} (${problem.file}${line}${field}). ${problem.hint}`;
}

/** The configuration or the credentials of one cluster are unusable; the other clusters are not affected. */
export class ClusterConfigError extends Error {
  override readonly name = 'ClusterConfigError';
  constructor(
    readonly fault: ClusterFault,
    readonly problem: KubeconfigProblem,
    cause?: unknown,
  ) {
    super(problemText(problem), cause === undefined ? undefined : { cause });
  }
}
