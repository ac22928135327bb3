import type { HelloReply, SubscribeReply, TopicInput, UnsubscribeReply } from '@binnacle/shared/realtime';

export type { TopicInput } from '@binnacle/shared/realtime';

/** What is needed of a socket.io connection; the tests bring their own. */
export interface LiveSocket {
  on(event: 'connect', listener: () => void): void;
  on(event: 'disconnect', listener: (reason: string) => void): void;
  on(event: 'connect_error', listener: (error: Error) => void): void;
  on(event: 'f', listener: (frame: string) => void): void;
  emit(event: 'hello', message: { protocol: number }, reply: (answer: HelloReply) => void): void;
  emit(event: 'subscribe', message: SubscribeMessage, reply: (answer: SubscribeReply) => void): void;
  emit(event: 'unsubscribe', message: { key: string }, reply: (answer: UnsubscribeReply) => void): void;
  /** False when the library will not try again by itself. */
  readonly active: boolean;
  connect(): void;
  disconnect(): void;
}

export interface Resume {
  epoch: string;
  seq: number;
}

export interface SubscribeMessage {
  topic: TopicInput;
  resume?: Resume;
  window?: { sort: string; limit: number };
}

/** The world outside, so that a test can hold it still. Milliseconds. */
export interface Surroundings {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** The body of a large snapshot. */
  fetchJson(url: string, signal: AbortSignal): Promise<unknown>;
}

/** One text for each topic; equal topics have equal texts. */
export function topicId(topic: TopicInput): string {
  if (topic.type === 'table') return `table/${topic.cluster}/${topic.view}`;
  if (topic.type === 'overview') return `overview/${topic.cluster}`;
  if (topic.type === 'object') {
    const { apiVersion, kind, namespace, name } = topic.target as Record<string, string | undefined>;
    return `object/${topic.cluster}/${apiVersion}/${kind}/${namespace ?? ''}/${name}`;
  }
  return topic.type;
}
