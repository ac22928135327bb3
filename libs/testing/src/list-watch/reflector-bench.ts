import { FakeClock } from '../clock/index.js';
import { FakeApiServer, type FakeApiServerOptions } from './fake-api-server.js';
import { RecordingStore } from './recording-store.js';

interface Status {
  state: string;
  since: number;
  because?: string;
  retryAt?: number;
}

/** A clock, a server, a store and listeners, ready for one reflector under test. */
export class ReflectorBench<T extends { metadata: { name: string; resourceVersion?: string } }> {
  readonly clock = new FakeClock();
  readonly server: FakeApiServer;
  readonly store = new RecordingStore<T>();
  readonly statuses: Status[] = [];
  readonly problems: string[] = [];
  /** What a reflector is made with. The smallest random number: waits are their shortest, watches last 300 s. */
  readonly options = {
    clock: this.clock,
    random: (): number => 0,
    onStatus: (status: Status): void => {
      this.statuses.push(status);
    },
    onProblem: (message: string): void => {
      this.problems.push(message);
    },
  };

  constructor(options: Omit<FakeApiServerOptions, 'clock'>, objects = 0) {
    this.server = new FakeApiServer({ clock: this.clock, ...options });
    for (let i = 0; i < objects; i += 1)
      this.server.put(`thing-${String(i).padStart(5, '0')}`, { spec: { note: 'größe ✓' } });
  }

  /** The states told so far, in order. */
  get states(): string[] {
    return this.statuses.map((status) => status.state);
  }

  /** Forgets what was noted so far: what follows is what the test is about. */
  forget(): void {
    this.server.requests.length = 0;
    this.statuses.length = 0;
    this.store.calls.length = 0;
  }

  /** Whether the store holds exactly what the server holds. */
  get equal(): boolean {
    return JSON.stringify(this.store.versions()) === JSON.stringify(this.server.versions());
  }
}
