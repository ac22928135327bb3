/** The browser's half of the live protocol: the replica and its limits, without the schemas that only a server needs. */
export * from '../realtime/limits.js';
export * from '../realtime/replica.js';
