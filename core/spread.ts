/**
 * How a text spread: where it was seen first, where next, how fast, and where it still is. It counts addresses and platforms;
 * people are not in it. Pure.
 */
import { type Static, Type } from 'typebox';
import { type Case, type Location, TextReturn } from './case.ts';
import { isGone } from './case-state.ts';
import { HttpUrl, Id, Sha256, Strict, Timestamp } from './schema.ts';

const Count = Type.Integer({ minimum: 0 });

export const Spread = Strict({
  total: Count,
  up: Count,
  gone: Count,
  /** Not shown where we stand. */
  blocked: Count,
  first: Type.Union([
    Strict({ postId: Sha256, url: HttpUrl, platform: Type.String(), operatorId: Id, at: Timestamp }),
    Type.Null(),
  ]),
  /** In the order in which the text reached them. */
  platforms: Type.Array(
    Strict({
      platform: Type.String(),
      operatorId: Id,
      firstAt: Timestamp,
      lastAt: Timestamp,
      /** Seconds after the first address of all. */
      afterSeconds: Type.Number({ minimum: 0 }),
      total: Count,
      up: Count,
    }),
  ),
  pace: Strict({
    lastHour: Count,
    lastDay: Count,
    /** New addresses a day, over its whole life, but not less than one day. */
    perDay: Type.Number({ minimum: 0 }),
    /** How long the last doubling took; null under four addresses. */
    doubledInSeconds: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  }),
  /** Addresses so far, at most sixty points. */
  timeline: Type.Array(Strict({ at: Timestamp, total: Count })),
  /** Every copy that is not gone: what has to be taken down to break the chain, newest first. */
  live: Type.Array(
    Strict({
      postId: Sha256,
      url: HttpUrl,
      platform: Type.String(),
      operatorId: Id,
      at: Timestamp,
      isBlocked: Type.Boolean(),
      /** An order names it. */
      isOrdered: Type.Boolean(),
    }),
  ),
  /** Alarms: it came up anew after people had confirmed it. */
  returns: Type.Array(TextReturn),
});
export type Spread = Static<typeof Spread>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const POINTS = 60;

/** A platform may name a later time than the one at which the post was seen; never before, then, that counts. */
const shownAt = ({ publishedAt, firstSeenAt }: Location): string =>
  Date.parse(publishedAt) < Date.parse(firstSeenAt) ? publishedAt : firstSeenAt;

const timelineOf = (times: readonly number[]): Spread['timeline'] => {
  const points = times
    .map((time, index) => ({ time, total: index + 1 }))
    .filter(({ time }, index) => times[index + 1] !== time);
  const step = Math.ceil(points.length / POINTS);
  return points
    .filter((_, index) => (points.length - 1 - index) % step === 0)
    .map(({ time, total }) => ({ at: new Date(time).toISOString(), total }));
};

/** @param now RFC 3339 */
export const spreadOf = (subject: Pick<Case, 'locations' | 'orders' | 'returns'>, now: string): Spread => {
  const seen = subject.locations
    .map((location) => ({ location, at: shownAt(location), time: Date.parse(shownAt(location)) }))
    .sort((a, b) => a.time - b.time || a.location.postId.localeCompare(b.location.postId));
  const times = seen.map(({ time }) => time);
  const total = seen.length;
  const start = times[0] ?? 0;
  const end = Date.parse(now);
  const since = (milliseconds: number): number => times.filter((time) => time > end - milliseconds).length;
  const half = times[Math.ceil(total / 2) - 1] ?? 0;
  const ordered = new Set(subject.orders.flatMap((order) => order.postIds));
  const first = seen[0];
  const platforms = new Map<string, Spread['platforms'][number]>();
  for (const { location, at, time } of seen) {
    const { platform, operatorId, status } = location;
    const key = JSON.stringify([operatorId, platform]);
    const row = platforms.get(key) ?? {
      ...{ platform, operatorId, firstAt: at, lastAt: at, afterSeconds: (time - start) / 1000, total: 0, up: 0 },
    };
    platforms.set(key, { ...row, lastAt: at, total: row.total + 1, up: row.up + (status === 'up' ? 1 : 0) });
  }
  return {
    total,
    up: seen.filter(({ location }) => location.status === 'up').length,
    gone: seen.filter(({ location }) => isGone(location.status)).length,
    blocked: seen.filter(({ location }) => location.status === 'geo_blocked').length,
    first:
      first === undefined
        ? null
        : {
            postId: first.location.postId,
            url: first.location.url,
            platform: first.location.platform,
            operatorId: first.location.operatorId,
            at: first.at,
          },
    platforms: [...platforms.values()],
    pace: {
      lastHour: since(HOUR),
      lastDay: since(DAY),
      perDay: total === 0 ? 0 : total / Math.max(1, (end - start) / DAY),
      doubledInSeconds: total < 4 ? null : ((times.at(-1) ?? 0) - half) / 1000,
    },
    timeline: timelineOf(times),
    live: seen
      .filter(({ location }) => !isGone(location.status))
      .map(({ location, at }) => ({
        postId: location.postId,
        url: location.url,
        platform: location.platform,
        operatorId: location.operatorId,
        at,
        isBlocked: location.status === 'geo_blocked',
        isOrdered: ordered.has(location.postId),
      }))
      .reverse(),
    returns: subject.returns ?? [],
  };
};
