import { Injectable } from '@nestjs/common';
import type { Clock } from '../../platform/clock/index.js';

/** Whether a dependency answers now. May reject; that counts as no. */
export type Probe = () => Promise<boolean>;

/** A probe that takes longer counts as no: whoever asks has a time limit of its own. */
const PROBE_LIMIT_MS = 2_000;

/** What this process needs to be of use. Clusters are not in it: one that is away is shown, and the rest goes on. */
@Injectable()
export class Readiness {
  private readonly probes = new Map<string, Probe>();

  constructor(private readonly clock: Clock) {}

  require(name: string, probe: Probe): void {
    this.probes.set(name, probe);
  }

  async check(): Promise<{ ready: boolean; checks: { name: string; ok: boolean }[] }> {
    const checks = await Promise.all(
      [...this.probes].map(async ([name, probe]) => ({ name, ok: await this.ask(probe) })),
    );
    return { ready: checks.every((check) => check.ok), checks };
  }

  private ask(probe: Probe): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(PROBE_LIMIT_MS, () => resolve(false));
      probe()
        .then(resolve, () => resolve(false))
        .finally(cancel);
    });
  }
}
