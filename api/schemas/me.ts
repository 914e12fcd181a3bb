import { type Static, Type } from 'typebox';
import { CareDefaults, CareWishes, Exposure } from '#core/care.ts';
import { OwnKeys, Preferences, SavedQueue } from '#core/preferences.ts';
import { Id, Strict } from '#core/schema.ts';

/** GET /api/v1/me/preferences: of the one who is signed in, and of nobody else. */
export const PreferencesShown = Preferences;
export type PreferencesShown = Static<typeof PreferencesShown>;
/** PUT /api/v1/me/preferences; what is not given stays. */
export const ChangePreferences = Strict({
  keys: Type.Optional(OwnKeys),
  care: Type.Optional(CareWishes),
  queues: Type.Optional(Type.Array(SavedQueue, { maxItems: 50 })),
});
export type ChangePreferences = Static<typeof ChangePreferences>;

/** GET /api/v1/me/care: what the one who is signed in was shown today, and what follows. Nobody else can ask for it. */
export const Care = Strict({
  today: Exposure,
  limits: CareDefaults,
  defaults: CareDefaults,
  wishes: CareWishes,
  rest: Type.Enum(['none', 'lighter', 'all'] as const),
});
export type Care = Static<typeof Care>;
/** POST /api/v1/me/exposures: the text of this case was uncovered. */
export const Uncovered = Strict({ caseId: Id });
export type Uncovered = Static<typeof Uncovered>;
