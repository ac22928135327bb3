export { canonicalJson } from './canonical-json.js';
export { KeyTakenError } from './chain.js';
export type { Asked, Entry, FollowContent, SettlementContent } from './entry.js';
export { FIELD_MANAGER, fieldManagerOf } from './field-manager.js';
export { Ledger } from './ledger.js';
export { LedgerModule } from './ledger.module.js';
export type { FollowedAction, OpenAction, SettledAction } from './ledger-reader.js';
export { plainText } from './plain-text.js';
// A class whose constructor is private: a value for `instanceof`, and nothing that anybody could make one with.
export { type Intended, type IntentDraft, type RawOutcome, RecordedIntent } from './recorded-intent.js';
