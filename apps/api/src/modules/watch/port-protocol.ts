import type { EngineCommand, EngineNotice, EngineRequest, EngineRequests } from '@binnacle/kube/engine';
import type { ClusterSummary } from '@binnacle/shared/clusters';
import type { ConnectionMaterial } from '../clusters/index.js';

/** What an engine's thread is started with. */
export interface EngineStart {
  cluster: string;
  epoch: string;
  summary: ClusterSummary;
}

/** An error of a request, as it crosses the thread: the fields that the HTTP layer needs to answer in words. */
export interface CarriedError {
  name: string;
  message: string;
  /** Where in a filter text it went wrong. */
  positions?: Array<{ position: number; message: string }>;
}

/** From the API process to an engine's thread. */
export type ToEngine =
  | { [R in EngineRequest]: { type: 'request'; id: number; request: R; ask: EngineRequests[R]['ask'] } }[EngineRequest]
  | { type: 'command'; command: EngineCommand }
  | { type: 'material'; id: number; material?: ConnectionMaterial; error?: string }
  | { type: 'stop' };

/** From an engine's thread to the API process. */
export type FromEngine =
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'refusal'; id: number; error: CarriedError }
  | { type: 'notice'; notice: EngineNotice }
  /** Credentials live in the API process: the thread asks for them and says when they were refused. */
  | { type: 'material'; id: number; renew: boolean };
