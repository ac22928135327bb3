import type { Row } from '@binnacle/shared/views';
import { nodeVerdict, renewTimeOf } from '../projections/index.js';
import type { Clock, KubeObject, ReflectorStore, Replacement } from '../reflector/ports.js';

/** A fresh heartbeat is passed on to readers at most this often: at 5,000 nodes every renewal would be 500 changes a second. */
const PASS_ON_EVERY_S = 30;

interface Beat {
  renewedAt: number | null;
  /** Monotonic milliseconds when this renewal was first seen here: ages never depend on the node's own clock (F07). */
  seenAt: number;
  passedOn: number | null;
}

/**
 * Joins nodes with their leases in `kube-node-lease`. A kubelet renews its lease every 10 s; a lease that has not
 * moved for longer than the control plane's own patience makes the node unknown here, before the control plane says so.
 */
export class Heartbeats implements ReflectorStore {
  private readonly beats = new Map<string, Beat>();
  private readonly nodes = new Map<string, Row>();

  constructor(
    private readonly clock: Clock,
    /** Whether the lease watch is live: without it silence proves nothing. */
    private readonly watching: () => boolean,
    private readonly publish: (row: Row) => void,
  ) {}

  /** Takes a node's own row, gives the row as readers see it. */
  join(row: Row): Row {
    this.nodes.set(String(row.name), row);
    return this.judged(row);
  }

  forget(name: string): void {
    this.nodes.delete(name);
  }

  /** Judges every node again: silence makes no event. Called every few seconds. */
  recheck(): void {
    for (const row of this.nodes.values()) this.publish(this.judged(row));
  }

  beginReplace(): Replacement {
    const staged: KubeObject[] = [];
    return {
      add: (lease) => staged.push(lease),
      commit: () => {
        const present = new Set(staged.map((lease) => lease.metadata.name));
        for (const name of this.beats.keys()) if (!present.has(name)) this.beats.delete(name);
        for (const lease of staged) this.upsert(lease);
      },
      abandon: () => {
        staged.length = 0;
      },
    };
  }

  upsert(lease: KubeObject): void {
    const name = lease.metadata.name;
    const renewedAt = renewTimeOf(lease);
    const known = this.beats.get(name);
    if (known !== undefined && known.renewedAt === renewedAt) return;
    this.beats.set(name, { renewedAt, seenAt: this.clock.monotonic(), passedOn: known?.passedOn ?? null });
    const node = this.nodes.get(name);
    if (node !== undefined) this.publish(this.judged(node));
  }

  remove(lease: KubeObject): void {
    this.beats.delete(lease.metadata.name);
    const node = this.nodes.get(lease.metadata.name);
    if (node !== undefined) this.publish(this.judged(node));
  }

  private judged(row: Row): Row {
    const beat = this.beats.get(String(row.name));
    if (beat === undefined || beat.renewedAt === null) return { ...row, heartbeatAt: null };
    if (beat.passedOn === null || beat.renewedAt - beat.passedOn >= PASS_ON_EVERY_S) beat.passedOn = beat.renewedAt;
    if (!this.watching()) return { ...row, heartbeatAt: beat.passedOn };
    const silentS = (this.clock.monotonic() - beat.seenAt) / 1000;
    const now = Math.floor(this.clock.wall() / 1000);
    return { ...row, ...nodeVerdict(row, Math.floor(now - silentS), now), heartbeatAt: beat.passedOn };
  }
}
