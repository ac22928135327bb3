import type { ClusterSummary } from '@binnacle/shared/clusters';
import type { ClusterName } from '@binnacle/shared/names';
import type { ClusterConnection } from '../credentials/cluster-connection.js';
import type { ClusterReader } from '../doors/cluster-reader.js';
import type { ClusterWriter } from '../doors/cluster-writer.js';
import type { ClusterHealth } from './cluster-supervisor.js';

export interface ClusterParts {
  readonly name: ClusterName;
  readonly context: string;
  readonly isKind: boolean;
  readonly server: string | null;
  readonly connection: ClusterConnection | null;
  readonly reader: ClusterReader;
  readonly writer: ClusterWriter;
  health(): ClusterHealth;
}

const instant = (time: number) => new Date(time).toISOString();

/** One cluster of the fleet: its state, and the doors to it. A cluster that cannot be reached is one all the same. */
export class Cluster {
  readonly #parts: ClusterParts;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
  }

  get name(): ClusterName {
    return this.#parts.name;
  }

  /** Whether its context is one that kind wrote. */
  get isKind(): boolean {
    return this.#parts.isKind;
  }

  /** Null when its context is broken; the summary says how. */
  get connection(): ClusterConnection | null {
    return this.#parts.connection;
  }

  get reader(): ClusterReader {
    return this.#parts.reader;
  }

  get writer(): ClusterWriter {
    return this.#parts.writer;
  }

  /** As every page and `GET /clusters` shows it, now. */
  get summary(): ClusterSummary {
    const { name, context, server } = this.#parts;
    const { state, since, fault, because, retryAt, uid, version } = this.#parts.health();
    return {
      name,
      context,
      uid,
      version,
      server,
      state,
      since: instant(since),
      fault,
      because,
      retryAt: retryAt === null ? null : instant(retryAt),
    };
  }
}
