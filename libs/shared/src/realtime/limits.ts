/** Version of the live protocol; a client of another one is refused by name. */
export const PROTOCOL_VERSION = 1;

/** Rows up to this number come inline with the snapshot; larger tables are fetched from `url`, compressed and shared. */
export const INLINE_SNAPSHOT_MAX_ROWS = 500;
/** While a topic is quiet a mark is sent this often, so that quiet can be told from dead. */
export const MARK_INTERVAL_MS = 5_000;
/** A reader that has heard nothing on a topic for this long shows it as stale, whatever the reason. */
export const SILENCE_LIMIT_MS = 12_500;
