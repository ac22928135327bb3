import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { ApiClient } from './api-client.ts';
import type { Programs } from './build.ts';
import {
  apiServerFlags,
  type ControllerManagerSettings,
  controllerManagerFlags,
  etcdFlags,
  kwokFlags,
  type Ports,
  schedulerFlags,
} from './flags.ts';
import { freePorts } from './free-ports.ts';
import { until } from './poll.ts';
import { Program } from './program.ts';
import { RunFolder } from './run-folder.ts';
import { writeKwokConfiguration } from './stages.ts';
import { Watchdog } from './watchdog.ts';

const READY_WITHIN_MS = 90_000;
const STOP_PATIENCE_MS = 3_000;

export interface ControlPlaneOptions extends ControllerManagerSettings {
  programs: Programs;
  /** Where to keep everything; a temporary folder, removed by `stop`, when left out. */
  folder?: string;
  /** Controller manager and scheduler; default true. */
  controllers?: boolean;
  /** The simulated kubelets; default true. */
  kwok?: boolean;
}

async function findPorts(): Promise<Ports> {
  const [etcdClient, etcdPeer, apiServer, controllerManager, scheduler, kwok] = await freePorts(6);
  return { etcdClient, etcdPeer, apiServer, controllerManager, scheduler, kwok } as Ports;
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(url, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', () => resolve(0));
    asked.end();
  });
}

/** etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok, with the means to start, break and stop them. */
export class ControlPlane {
  readonly folder: RunFolder;
  readonly server: string;
  readonly #ports: Ports;
  readonly #watchdog = new Watchdog();
  readonly #etcd: Program;
  readonly #apiServer: Program;
  readonly #others: Program[];
  #admin: ApiClient | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(options: ControlPlaneOptions, ports: Ports) {
    this.folder = new RunFolder(options.folder);
    this.#ports = ports;
    this.server = `https://127.0.0.1:${ports.apiServer}`;
    const program = (name: keyof Programs, args: string[], keepRunning = false) =>
      new Program({
        name,
        file: options.programs[name],
        args,
        logFile: this.folder.file(`${name}.log`),
        watchdog: this.#watchdog,
        keepRunning,
      });
    this.#etcd = program('etcd', etcdFlags(this.folder, ports));
    this.#apiServer = program('kube-apiserver', apiServerFlags(this.folder, ports));
    this.#others = [];
    if (options.controllers !== false) {
      this.#others.push(
        program('kube-controller-manager', controllerManagerFlags(this.folder, ports, options), true),
        program('kube-scheduler', schedulerFlags(this.folder, ports), true),
      );
    }
    if (options.kwok !== false) {
      // A node renews its lease every quarter of this time: often enough for the grace period to be measured by it.
      const leaseSeconds = Math.min(40, options.nodeMonitorGraceSeconds ?? 40);
      this.#others.push(program('kwok', kwokFlags(this.folder, ports, leaseSeconds), true));
    }
  }

  /**
   * Starts everything and resolves once the API server is ready; the controllers may still be taking their leases.
   *
   * @throws {TimeoutError} naming the log file of the program that did not come up; everything started is stopped.
   */
  static async start(options: ControlPlaneOptions): Promise<ControlPlane> {
    const plane = new ControlPlane(options, await findPorts());
    try {
      await plane.startEtcd();
      await plane.startApiServer();
      writeKwokConfiguration(plane.folder);
      for (const program of plane.#others) program.start();
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  /** A client with all rights, for what tests and scenarios set up. */
  get admin(): ApiClient {
    if (this.#admin === undefined) throw new Error('The API server has not been started yet.');
    return this.#admin;
  }

  /** The processes that run now, by program. */
  get pids(): Record<string, number> {
    const programs = [this.#etcd, this.#apiServer, ...this.#others];
    return Object.fromEntries(programs.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]])));
  }

  async startEtcd(): Promise<void> {
    this.#etcd.start();
    const health = `http://127.0.0.1:${this.#ports.etcdClient}/health`;
    await this.#ready(this.#etcd, async () => (await statusOf(health)) === 200);
  }

  async startApiServer(): Promise<void> {
    this.#apiServer.start();
    await this.#ready(this.#apiServer, () => this.#apiServerIsReady());
  }

  async #apiServerIsReady(): Promise<boolean> {
    // The certificate appears shortly after the start; before that there is nothing to trust and nothing to ask.
    try {
      this.#admin ??= this.#connect();
      return (await this.#admin.ask('GET', '/readyz')).status === 200;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  }

  #connect(): ApiClient {
    this.folder.writeKubeconfigs(this.server);
    const { certificateAuthority, tokens } = this.folder;
    return new ApiClient({ server: this.server, certificateAuthority, token: tokens.admin });
  }

  async #ready(program: Program, isReady: () => Promise<boolean>): Promise<void> {
    await until(
      async () => {
        if (await isReady()) return null;
        if (program.pid === undefined) throw new Error(`${program.name} ended at once; its log is ${program.logFile}.`);
        return `its log is ${program.logFile}`;
      },
      { what: `${program.name} to be ready`, withinMs: READY_WITHIN_MS, everyMs: 50 },
    );
  }

  killEtcd(): Promise<void> {
    return this.#etcd.kill();
  }

  killApiServer(): Promise<void> {
    return this.#apiServer.kill();
  }

  pauseApiServer(): void {
    this.#apiServer.signal('SIGSTOP');
  }

  resumeApiServer(): void {
    this.#apiServer.signal('SIGCONT');
  }

  /**
   * Stops the API server first and etcd last: without etcd the API server may take more than a minute to end. What has
   * not ended after a few seconds is killed.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#admin?.close();
    await Promise.all([this.#apiServer, ...this.#others].map((program) => program.stop(STOP_PATIENCE_MS)));
    await this.#etcd.stop(STOP_PATIENCE_MS);
    await this.#watchdog.end();
    if (this.folder.temporary) rmSync(this.folder.path, { recursive: true, force: true });
  }
}
