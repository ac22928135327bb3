import { Agent } from 'undici';
import type { ConnectionMaterial } from './connection-material.js';

/** Watches hold one connection each; the rest serves reads. Beyond it requests queue. */
const CONNECTIONS_MAX = 64;
const CONNECT_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 30_000;
/** Below the 90 s after which an API server closes idle connections, so that it is we who close them. */
const KEEP_ALIVE_MS = 30_000;

function agentFor(material: ConnectionMaterial): Agent {
  return new Agent({
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    // One connection per watch: on HTTP/2 a stalled watch would share its flow-control window with every read.
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    // Watches are quiet for minutes; requests with an end have a deadline of their own.
    bodyTimeout: 0,
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      rejectUnauthorized: !material.insecureSkipVerify,
      ...(material.ca === undefined ? {} : { ca: material.ca }),
      ...(material.cert === undefined ? {} : { cert: material.cert }),
      ...(material.key === undefined ? {} : { key: material.key }),
      ...(material.serverName === undefined ? {} : { servername: material.serverName }),
    },
  });
}

function sameConnection(a: ConnectionMaterial, b: ConnectionMaterial): boolean {
  return (
    a.server === b.server &&
    a.ca === b.ca &&
    a.cert === b.cert &&
    a.key === b.key &&
    a.serverName === b.serverName &&
    a.insecureSkipVerify === b.insecureSkipVerify
  );
}

/**
 * One shared agent for all requests, so that 200 requests do not make 200 TLS handshakes. Rotated certificates get a new
 * one; the old ends when the last of its requests does.
 */
export class AgentPool {
  #current: { material: ConnectionMaterial; agent: Agent } | null = null;
  readonly #agents = new Set<Agent>();

  agent(material: ConnectionMaterial): Agent {
    if (this.#current !== null && sameConnection(this.#current.material, material)) return this.#current.agent;
    const previous = this.#current?.agent;
    const agent = agentFor(material);
    this.#current = { material, agent };
    this.#agents.add(agent);
    if (previous !== undefined) void previous.close().then(() => this.#agents.delete(previous));
    return agent;
  }

  /** Ends every connection at once; requests under way fail. */
  async destroy(): Promise<void> {
    this.#current = null;
    const agents = [...this.#agents];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }
}
