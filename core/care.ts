/** Care for those who read: how much of what somebody has had before them on a day, and what follows from it. Pure. */
import { type Static, Type } from 'typebox';
import { CATEGORIES, CATEGORY_FACTS, Category } from './labels.ts';
import { Strict } from './schema.ts';

/** How heavy a text is to read, by the severity of its category. */
export const WEIGHTS = ['heavy', 'lighter'] as const;
export type Weight = (typeof WEIGHTS)[number];

const HEAVY_FROM = 0.9;
export const weightOf = (category: Category): Weight =>
  CATEGORY_FACTS[category].severity >= HEAVY_FROM ? 'heavy' : 'lighter';

/** How many texts a day at most; a text that is heavy counts in both. */
const Cap = Type.Integer({ minimum: 0, maximum: 10_000 });
const BreakMinutes = Type.Integer({ minimum: 5, maximum: 480 });

/** What the organisation sets for everybody. */
export const CareDefaults = Strict({ heavyPerDay: Cap, perDay: Cap, breakMinutes: BreakMinutes });
export type CareDefaults = Static<typeof CareDefaults>;
export const CARE_DEFAULTS: CareDefaults = { heavyPerDay: 60, perDay: 300, breakMinutes: 50 };

/** What one person wants instead; null: as the organisation does. */
export const CareWishes = Strict({
  heavyPerDay: Type.Union([Cap, Type.Null()]),
  perDay: Type.Union([Cap, Type.Null()]),
  breakMinutes: Type.Union([BreakMinutes, Type.Null()]),
  /** Categories that this person is not given. */
  optOut: Type.Array(Category, { maxItems: CATEGORIES.length - 1, uniqueItems: true }),
  /** Whether a text is blurred and grey until asked for. */
  veiled: Type.Boolean(),
});
export type CareWishes = Static<typeof CareWishes>;
export const NO_WISHES: CareWishes = { heavyPerDay: null, perDay: null, breakMinutes: null, optOut: [], veiled: true };

export const careOf = (defaults: CareDefaults, wishes: CareWishes): CareDefaults => ({
  heavyPerDay: wishes.heavyPerDay ?? defaults.heavyPerDay,
  perDay: wishes.perDay ?? defaults.perDay,
  breakMinutes: wishes.breakMinutes ?? defaults.breakMinutes,
});

/** Different texts that were shown today. */
export const Exposure = Strict({ heavy: Type.Integer({ minimum: 0 }), lighter: Type.Integer({ minimum: 0 }) });
export type Exposure = Static<typeof Exposure>;

/** `lighter`: only lighter texts from here on. `all`: no more today. */
export type Rest = 'none' | 'lighter' | 'all';

export const restOf = (care: CareDefaults, today: Exposure): Rest => {
  if (today.heavy + today.lighter >= care.perDay) return 'all';
  return today.heavy >= care.heavyPerDay ? 'lighter' : 'none';
};

/** Categories that a person is not given as the next case now; null: nothing more today. */
export const keptFrom = (care: CareDefaults, wishes: CareWishes, today: Exposure): Category[] | null => {
  const rest = restOf(care, today);
  if (rest === 'all') return null;
  return CATEGORIES.filter(
    (category) => wishes.optOut.includes(category) || (rest === 'lighter' && weightOf(category) === 'heavy'),
  );
};
