import { systemClock } from '@binnacle/kube/reflector';
import type { ClusterSummary } from '@binnacle/shared/clusters';
import { BinnacleError } from '@binnacle/shared/errors';
import { type ClusterName, shown } from '@binnacle/shared/names';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { nearest } from '../../../platform/config/index.js';
import { ClusterConnection } from '../credentials/cluster-connection.js';
import { ClusterReader } from '../doors/cluster-reader.js';
import { ClusterWriter } from '../doors/cluster-writer.js';
import { isKindContext, nameClusters } from '../kubeconfig/cluster-names.js';
import { discoverContexts } from '../kubeconfig/discover.js';
import { type KubeconfigProblem, problemText } from '../kubeconfig/problem.js';
import type { ResolvedContext } from '../kubeconfig/specs.js';
import { KubeTransport } from '../transport/kube-transport.js';
import { Cluster } from './cluster.js';
import { contactCluster } from './cluster-contact.js';
import { type ClusterHealth, ClusterSupervisor } from './cluster-supervisor.js';
import { CLUSTERS_OPTIONS, type ClustersOptions, type ClusterTransport } from './options.js';

/** Called with the cluster that it is about. */
export type ClusterListener = (cluster: Cluster) => void;

/**
 * The fleet: every context of the kubeconfigs as one cluster, each supervised on its own, so that one that fails
 * disturbs no other. Filled when the module starts; waits for no cluster to answer.
 */
@Injectable()
export class ClusterRegistry implements OnModuleInit, OnApplicationShutdown {
  readonly #clusters = new Map<string, Cluster>();
  readonly #changeListeners = new Set<ClusterListener>();
  readonly #contactListeners = new Set<ClusterListener>();
  readonly #stops: (() => void | Promise<void>)[] = [];
  readonly #logger = new Logger('clusters');
  #problems: readonly KubeconfigProblem[] = [];

  constructor(@Inject(CLUSTERS_OPTIONS) private readonly options: ClustersOptions) {}

  async onModuleInit(): Promise<void> {
    const { contexts, problems, sources } = await discoverContexts(this.options);
    this.#problems = problems;
    for (const problem of problems) this.#logger.warn(problemText(problem));
    const names = nameClusters(contexts.map(({ context }) => context));
    for (const [index, context] of contexts.entries()) {
      const name = names[index];
      if (name !== undefined) this.#clusters.set(name, this.#join(name, context));
    }
    this.#logger.log(
      `${this.#clusters.size} clusters from ${sources.length === 0 ? 'no kubeconfig' : sources.join(', ')}`,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#stops.map((stop) => stop()));
  }

  /** Summaries in the order of the kubeconfigs. */
  list(): ClusterSummary[] {
    return this.clusters().map(({ summary }) => summary);
  }

  clusters(): Cluster[] {
    return [...this.#clusters.values()];
  }

  find(name: string): Cluster | undefined {
    return this.#clusters.get(name);
  }

  /** @throws BinnacleError `unknown_cluster`, with the nearest known name */
  require(name: string): Cluster {
    const found = this.find(name);
    if (found !== undefined) return found;
    const near = nearest(name, this.#clusters.keys());
    const known =
      this.#clusters.size === 0
        ? 'No cluster is known.'
        : `Known: ${[...this.#clusters.keys()].slice(0, 20).join(', ')}.`;
    throw new BinnacleError(
      'unknown_cluster',
      `There is no cluster ${shown(name)}. ${near === undefined ? known : `Did you mean ${near}?`}`,
    );
  }

  /** What was wrong with kubeconfig files as a whole; what is wrong with one context stands in its summary. */
  get problems(): readonly KubeconfigProblem[] {
    return this.#problems;
  }

  /** Calls back with each cluster whose summary has changed; the returned function ends that. */
  onChange(listener: ClusterListener): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Calls back each time a cluster has answered, also when nothing else has changed: every few seconds while it is well. */
  onContact(listener: ClusterListener): () => void {
    this.#contactListeners.add(listener);
    return () => this.#contactListeners.delete(listener);
  }

  #join(name: ClusterName, context: ResolvedContext): Cluster {
    return context.broken === null ? this.#supervised(name, context) : this.#unusable(name, context);
  }

  #unusable(name: ClusterName, { context, cluster, broken }: ResolvedContext & { broken: Error }): Cluster {
    const { fault, message } = broken as Error & { fault: ClusterHealth['fault'] };
    const since = this.#clock.wall();
    const health: ClusterHealth = {
      state: 'unreachable',
      since,
      fault,
      because: message,
      retryAt: null,
      uid: null,
      version: null,
    };
    const transport = this.#transport({ material: () => Promise.reject(broken) });
    return this.#cluster(name, context, {
      server: cluster?.server ?? null,
      connection: null,
      transport,
      health: () => health,
    });
  }

  #supervised(name: ClusterName, { context, cluster, user }: ResolvedContext & { broken: null }): Cluster {
    const connection = new ClusterConnection({ context, cluster, user, env: this.options.env, clock: this.#clock });
    const transport = this.#transport({
      material: () => connection.material(),
      onUnauthorized: () => connection.invalidateCredentials(),
    });
    const supervisor = new ClusterSupervisor({
      server: cluster.server,
      contact: (signal) => contactCluster(transport, signal),
      clock: this.#clock,
      random: this.options.random ?? Math.random,
      onChange: () => this.#announce(this.#changeListeners, joined),
      onContact: () => this.#announce(this.#contactListeners, joined),
      onReplaced: (because) => {
        connection.quarantine(because);
        transport.forgetMaterial();
        void transport.close();
      },
      onDefect: (error) => this.#defect(`contact with cluster ${name} failed unexpectedly`, error),
    });
    const joined = this.#cluster(name, context, {
      server: cluster.server,
      connection,
      transport,
      health: () => supervisor.health,
    });
    this.#stops.push(async () => {
      supervisor.stop();
      connection.close();
      await transport.close();
    });
    supervisor.start();
    return joined;
  }

  #cluster(
    name: ClusterName,
    context: string,
    parts: {
      server: string | null;
      connection: ClusterConnection | null;
      transport: ClusterTransport;
      health(): ClusterHealth;
    },
  ): Cluster {
    const { server, connection, transport, health } = parts;
    const doors = {
      reader: new ClusterReader(transport, name),
      writer: new ClusterWriter(transport, { name, uid: () => health().uid }),
    };
    return new Cluster({ name, context, isKind: isKindContext(context), server, connection, ...doors, health });
  }

  #transport(options: { material: ClusterConnection['material']; onUnauthorized?: () => void }): ClusterTransport {
    const version = this.options.version === undefined ? {} : { version: this.options.version };
    const all = { ...options, ...version, clock: this.#clock };
    return this.options.createTransport?.(all) ?? new KubeTransport(all);
  }

  #defect(what: string, error: unknown): void {
    this.#logger.error(what, error instanceof Error ? error.stack : String(error));
  }

  get #clock() {
    return this.options.clock ?? systemClock;
  }

  /** A listener that throws must not stop the others, nor the supervision that called it. */
  #announce(listeners: ReadonlySet<ClusterListener>, cluster: Cluster): void {
    for (const listener of listeners) {
      try {
        listener(cluster);
      } catch (error) {
        this.#defect(`a listener failed at news of cluster ${cluster.name}`, error);
      }
    }
  }
}
