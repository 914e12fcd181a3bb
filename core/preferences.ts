/** How one person works: their keys, what they want to be spared, the queues that they have pinned. Nobody else sees it. */
import { type Static, Type } from 'typebox';
import { CareWishes, NO_WISHES } from './care.ts';
import { CasePurpose, CaseState } from './case.ts';
import { Category } from './labels.ts';
import { Id, Language, Strict } from './schema.ts';

/** One key of the keyboard without a modifier. */
const KeyName = Type.String({ pattern: '^[^\\sA-Z]$' });
export const OwnKeys = Type.Record(Type.String({ pattern: '^[a-zA-Z0-9]{1,40}$' }), KeyName, {
  maxProperties: 60,
});

/** A filter of the queue; it may be kept under a name. */
export const QueueFilter = Strict({
  queue: CaseState,
  category: Type.Optional(Category),
  lang: Type.Optional(Language),
  purpose: Type.Optional(CasePurpose),
});
export type QueueFilter = Static<typeof QueueFilter>;
export const SavedQueue = Strict({
  id: Id,
  name: Type.String({ minLength: 1, maxLength: 60 }),
  filter: QueueFilter,
  pinned: Type.Boolean(),
});
export type SavedQueue = Static<typeof SavedQueue>;

export const Preferences = Strict({
  keys: OwnKeys,
  care: CareWishes,
  queues: Type.Array(SavedQueue, { maxItems: 50 }),
});
export type Preferences = Static<typeof Preferences>;
export const NO_PREFERENCES: Preferences = { keys: {}, care: NO_WISHES, queues: [] };
