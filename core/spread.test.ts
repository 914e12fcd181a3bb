import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCATION_STATUS, type Location } from './case.ts';
import { addMilliseconds } from './clock.ts';
import { sha256 } from './hash.ts';
import { checker } from './schema.ts';
import { Spread, spreadOf } from './spread.ts';

const START = '2026-03-01T00:00:00.000Z';
const HOUR = 3_600_000;
const at = (hours: number): string => addMilliseconds(START, hours * HOUR);
const location = (n: number, platform: string, hours: number, fields: Partial<Location> = {}): Location => ({
  ...{ postId: sha256(`post ${n}`), url: `https://${platform}.example/${n}`, sourceId: platform },
  ...{ operatorId: `${platform}-operator`, platform, contentHash: sha256('t'), captureId: sha256('c') },
  ...{ publishedAt: at(hours), firstSeenAt: at(hours + 1), status: 'up', checkedAt: null },
  ...fields,
});

describe('how a text spread', () => {
  const locations = [
    location(3, 'ferry', 5),
    location(1, 'lantern', 0, { status: 'gone_by_operator' }),
    location(2, 'lantern', 2),
    location(4, 'paper', 30, { status: 'geo_blocked' }),
    location(5, 'ferry', 48, { publishedAt: at(90), firstSeenAt: at(48) }),
  ];
  const orders = [{ orderId: 'o', operatorId: 'ferry-operator', postIds: [sha256('post 3')] }];
  const spread = spreadOf({ locations, orders }, at(48.5));

  it('tells where it was first, where next and how long after', () => {
    expect(spread.first).toMatchObject({ postId: sha256('post 1'), platform: 'lantern', at: at(0) });
    expect(spread.platforms).toEqual([
      {
        platform: 'lantern',
        operatorId: 'lantern-operator',
        firstAt: at(0),
        lastAt: at(2),
        afterSeconds: 0,
        total: 2,
        up: 1,
      },
      {
        platform: 'ferry',
        operatorId: 'ferry-operator',
        firstAt: at(5),
        lastAt: at(48),
        afterSeconds: 18_000,
        total: 2,
        up: 2,
      },
      {
        platform: 'paper',
        operatorId: 'paper-operator',
        firstAt: at(30),
        lastAt: at(30),
        afterSeconds: 108_000,
        total: 1,
        up: 0,
      },
    ]);
  });

  it('tells how fast', () => {
    expect(spread.pace).toEqual({ lastHour: 1, lastDay: 2, perDay: 5 / (48.5 / 24), doubledInSeconds: 43 * 3600 });
    expect(spreadOf({ locations: locations.slice(0, 3), orders }, at(49)).pace.doubledInSeconds).toBeNull();
  });

  it('lists every copy that is not gone, newest first, and whether an order names it', () => {
    expect(spread.live.map(({ postId, isBlocked, isOrdered }) => [postId, isBlocked, isOrdered])).toEqual([
      [sha256('post 5'), false, false],
      [sha256('post 4'), true, false],
      [sha256('post 3'), false, true],
      [sha256('post 2'), false, false],
    ]);
    expect(spread).toMatchObject({ total: 5, up: 3, gone: 1, blocked: 1 });
  });

  it('adds up, whatever the order of the addresses, and says nothing of people', () => {
    const check = checker(Spread, 'SPREAD_INVALID', 'A spread');
    const one = fc.record({
      n: fc.nat(200),
      platform: fc.constantFrom('ferry', 'lantern', 'paper'),
      hours: fc.nat(2000),
      status: fc.constantFrom(...LOCATION_STATUS),
    });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ n }) => n, maxLength: 120 }), (given) => {
        const places = given.map(({ n, platform, hours, status }) => location(n, platform, hours, { status }));
        const found = spreadOf({ locations: places, orders: [] }, at(2001));
        check(found);
        expect(spreadOf({ locations: places.toReversed(), orders: [] }, at(2001))).toEqual(found);
        expect(found.up + found.gone + found.blocked).toBe(places.length);
        expect(found.platforms.reduce((sum, { total }) => sum + total, 0)).toBe(places.length);
        expect(found.live).toHaveLength(found.up + found.blocked);
        expect(found.timeline.length).toBeLessThanOrEqual(60);
        expect(found.timeline.at(-1)?.total ?? 0).toBe(places.length);
        const totals = found.timeline.map(({ total }) => total);
        expect(totals).toEqual(totals.toSorted((a, b) => a - b));
        expect(JSON.stringify(found)).not.toMatch(/author|pseudonym/i);
      }),
    );
  });
});
