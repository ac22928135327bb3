import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AuditRecord, Person, TestCluster, TestClusterCapabilities } from '@binnacle/testing/test-cluster';
import type { ApiClient } from './api-client.ts';
import { readAuditLog } from './audit-log.ts';
import { buildPrograms, type Programs, type Say } from './build.ts';
import { ControlPlane } from './control-plane.ts';
import { NAMESPACES, rightsOfPeople } from './people.ts';
import { until } from './poll.ts';
import { SCENARIOS, type ScenarioName } from './scenarios/index.ts';
import { createAll, type Scenario, type Stage } from './scenarios/scenario.ts';
import { namespace, node } from './workloads.ts';

const run = promisify(execFile);

export interface TestClusterOptions {
  /** Default `empty`. */
  scenario?: ScenarioName;
  /** Default 3. */
  nodes?: number;
  /** Where to keep everything; a temporary folder, removed by `stop`, when left out. */
  folder?: string;
  /** Controller manager and scheduler; default true. Without them nothing but `empty` settles. */
  controllers?: boolean;
  /** The simulated kubelets; default true. Without them there are no nodes at first. */
  kwok?: boolean;
  /** How long a node may be silent before it is called NotReady; default: what the scenario or the program says. */
  nodeMonitorGraceSeconds?: number;
  /** What random choices follow from; chosen and printed when left out. */
  seed?: number;
  /** How lively a scenario is that goes on; default 4: something to look at, light on a small machine. */
  changesPerSecond?: number;
  /** Where progress goes; default: lines on standard error for builds, nothing else. */
  say?: Say;
}

/** A {@link TestCluster} of real programs, with what only this kind of cluster has. */
export class RealCluster implements TestCluster {
  readonly capabilities: TestClusterCapabilities = {
    runsContainers: false,
    logs: true,
    exec: false,
    metrics: false,
    auditLog: true,
    faults: true,
  };
  readonly #plane: ControlPlane;
  readonly #programs: Programs;
  readonly #unrest = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(plane: ControlPlane, programs: Programs) {
    this.#plane = plane;
    this.#programs = programs;
  }

  get server(): string {
    return this.#plane.server;
  }

  get certificateAuthority(): string {
    return this.#plane.folder.certificateAuthority;
  }

  get folder(): string {
    return this.#plane.folder.path;
  }

  /** A client with all rights; `bulk.ts` and `churn.ts` work with it. */
  get api(): ApiClient {
    return this.#plane.admin;
  }

  /** The processes that run now, by program. */
  get pids(): Record<string, number> {
    return this.#plane.pids;
  }

  kubeconfig(person: Person = 'admin'): string {
    return this.#plane.folder.kubeconfig(person);
  }

  token(person: Person = 'admin'): string {
    return this.#plane.folder.tokens[person];
  }

  async kubectl(args: readonly string[], person: Person = 'admin'): Promise<string> {
    const kubeconfig = `--kubeconfig=${this.kubeconfig(person)}`;
    try {
      const { stdout } = await run(this.#programs.kubectl, [kubeconfig, ...args], { maxBuffer: 256 * 1024 * 1024 });
      return stdout;
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
      throw new Error(`kubectl ${args.join(' ')} as ${person} failed: ${said}`, { cause: error });
    }
  }

  auditLog(): Promise<AuditRecord[]> {
    return readAuditLog(this.#plane.folder.file('audit.log'));
  }

  killApiServer(): Promise<void> {
    return this.#plane.killApiServer();
  }

  startApiServer(): Promise<void> {
    return this.#plane.startApiServer();
  }

  killEtcd(): Promise<void> {
    return this.#plane.killEtcd();
  }

  startEtcd(): Promise<void> {
    return this.#plane.startEtcd();
  }

  pauseApiServer(): void {
    this.#plane.pauseApiServer();
  }

  resumeApiServer(): void {
    this.#plane.resumeApiServer();
  }

  async stop(): Promise<void> {
    this.#unrest.abort();
    await this.#running;
    await this.#plane.stop();
  }

  /** Applies a scenario, waits until it shows, and keeps it going when it is one that goes on. */
  async play(name: ScenarioName, stage: Stage): Promise<void> {
    const scenario: Scenario = SCENARIOS[name];
    await scenario.apply(stage);
    const { settlesWithinMs } = scenario;
    await until(() => scenario.missing(stage), { what: `the scenario ${name} to show`, withinMs: settlesWithinMs });
    if (scenario.run !== undefined) this.#running = scenario.run(stage, this.#unrest.signal);
  }
}

/** Controllers make these; pods can be created in a namespace only once its service account is there. */
async function namespacesUsable(api: ApiClient): Promise<string | null> {
  for (const name of ['default', 'kube-system', ...NAMESPACES]) {
    if (!(await api.exists(`/api/v1/namespaces/${name}/serviceaccounts/default`))) {
      return `namespace ${name} has no default service account`;
    }
  }
  return null;
}

/** What every cluster has: people with their rights, two teams' namespaces, nodes. */
async function furnish(api: ApiClient, nodes: readonly string[], controllers: boolean): Promise<void> {
  await createAll(api, [...NAMESPACES.map(namespace), ...rightsOfPeople(), ...nodes.map((name) => node(name))]);
  if (!controllers) return;
  await until(() => namespacesUsable(api), { what: 'the controllers to begin', withinMs: 60_000 });
}

/**
 * Builds what is not built, starts a control plane on free ports, creates people, namespaces and nodes, plays the
 * scenario and resolves once it shows.
 *
 * @throws {BuildError} where the programs cannot be built, {TimeoutError} when something does not come up or the scenario
 * does not show; nothing is left running then.
 */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<RealCluster> {
  const { scenario = 'empty', controllers = true, kwok = true } = options;
  const programs = await buildPrograms(options.say);
  const settings = (SCENARIOS[scenario] as Scenario).settings ?? {};
  const plane = await ControlPlane.start({
    programs,
    controllers,
    kwok,
    ...settings,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
    ...(options.nodeMonitorGraceSeconds === undefined
      ? {}
      : { nodeMonitorGraceSeconds: options.nodeMonitorGraceSeconds }),
  });
  const cluster = new RealCluster(plane, programs);
  try {
    const count = options.nodes ?? (kwok ? 3 : 0);
    const nodes = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
    await furnish(plane.admin, nodes, controllers);
    const say = options.say ?? ((line: string) => process.stderr.write(`${line}\n`));
    const seed = options.seed ?? Date.now() % 1_000_000;
    const changesPerSecond = options.changesPerSecond ?? 4;
    await cluster.play(scenario, { api: plane.admin, nodes, seed, changesPerSecond, say });
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}
