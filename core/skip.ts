/** Addresses that were not taken, and why. Pure. */
import { type Static, Type } from 'typebox';
import { Strict, Timestamp } from './schema.ts';

/** Why an address was not taken. Every one of these is returned and stored, never only logged. */
export const SKIP_REASONS = [
  'robots',
  'delay',
  'budget',
  'type',
  'size',
  'refused',
  'dead',
  'noindex',
  'not_allowed',
  'timeout',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** One address and one reason: coming to it again moves the time. */
export const KeptSkip = Strict({
  /** The last time that it was not taken for this reason. */
  at: Timestamp,
  url: Type.String({ maxLength: 2048 }),
  reason: Type.Enum(SKIP_REASONS),
  /** The rule that decided, or what the server said, in words. */
  detail: Type.String({ maxLength: 500 }),
});
export type KeptSkip = Static<typeof KeptSkip>;

/** So many are kept for a source, and so many days long. */
export const SKIPS_KEPT = 200;
export const SKIP_DAYS = 30;

/** Of authors who asked not to be indexed no list is kept: only that it happened, and where. */
const urlOf = ({ url, reason }: { url: string; reason: SkipReason }): string => {
  if (reason !== 'noindex') return url.slice(0, 2048);
  return URL.canParse(url) ? new URL(url).origin : '';
};

const keyOf = ({ url, reason }: KeptSkip): string => `${reason} ${url}`;

/** Newest first; those of one visit by address and reason. */
export const compareSkips = (a: KeptSkip, b: KeptSkip): number => {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  const [one, other] = [keyOf(a), keyOf(b)];
  return one === other ? 0 : one < other ? -1 : 1;
};

/** What is kept after a visit that ended at `now`: each address and reason once, newest first, within the bounds. */
export const withSkips = (
  kept: readonly KeptSkip[],
  skipped: readonly { url: string; reason: SkipReason; detail: string }[],
  now: string,
): KeptSkip[] => {
  const oldest = new Date(Date.parse(now) - SKIP_DAYS * 86_400_000).toISOString();
  const byKey = new Map<string, KeptSkip>();
  const fresh = skipped.map(({ url, reason, detail }) => ({
    at: now,
    url: urlOf({ url, reason }),
    reason,
    detail: detail.slice(0, 500),
  }));
  for (const skip of [...kept, ...fresh]) byKey.set(keyOf(skip), skip);
  return [...byKey.values()]
    .filter(({ at }) => at > oldest)
    .sort(compareSkips)
    .slice(0, SKIPS_KEPT);
};
