import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMilliseconds } from './clock.ts';
import { HISTORY, nextPause, type PaceQuestion, type VisitYield, withVisit } from './visit-pace.ts';

const START = '2026-03-01T00:00:00.000Z';
const visits = (every: number, fresh: number[], requests = 2): VisitYield[] =>
  fresh.map((count, index) => ({
    at: addMilliseconds(START, index * every * 1000),
    ...{ fresh: count, requests, bytes: 1000 },
  }));
const question = (fields: Partial<PaceQuestion>): PaceQuestion => ({
  ...{ everySeconds: 600, delayMilliseconds: 0, budget: null, history: [] },
  ...fields,
});
const pace = { fastestSeconds: 60, slowestSeconds: 7200 };

describe('the pause before the next visit', () => {
  it('is what people wrote where they gave no bounds, whatever the source brings', () => {
    expect(nextPause(question({ history: visits(600, [9, 9, 9]) }))).toEqual({ seconds: 600, why: 'schedule' });
  });
  it('is shorter for a source that changes often, longer for a quiet one', () => {
    expect(nextPause(question({ pace, history: visits(600, [40, 5, 5, 5]) }))).toEqual({ seconds: 120, why: 'often' });
    expect(nextPause(question({ pace, history: visits(600, [40, 0, 0, 0]) }))).toEqual({
      seconds: 7200,
      why: 'seldom',
    });
    expect(nextPause(question({ pace, history: visits(600, [0, 50, 90, 70]) })).seconds).toBe(60);
  });
  it('waits for a history', () => {
    expect(nextPause(question({ pace, history: visits(600, [3]) }))).toEqual({ seconds: 600, why: 'schedule' });
  });
  it('keeps a host busy for half of the time at most', () => {
    const history = visits(600, [5, 50, 50], 100);
    expect(nextPause(question({ pace, delayMilliseconds: 2000, history }))).toEqual({ seconds: 400, why: 'delay' });
  });
  it('spreads a budget over what is left of the day', () => {
    const history = visits(600, [5, 50, 50], 10);
    const left = (requestsLeft: number) => ({ requestsLeft, secondsLeft: 36_000 });
    expect(nextPause(question({ pace, budget: left(200), history }))).toEqual({ seconds: 1800, why: 'budget' });
    expect(nextPause(question({ pace, budget: left(9), history }))).toEqual({ seconds: 36_000, why: 'budget' });
    expect(nextPause(question({ pace, budget: left(1_000_000), history })).why).toBe('often');
    const bytes = (bytesLeft: number) => ({ requestsLeft: null, bytesLeft, secondsLeft: 36_000 });
    expect(nextPause(question({ pace, budget: bytes(0), history }))).toEqual({ seconds: 36_000, why: 'budget' });
    expect(nextPause(question({ pace, budget: { ...bytes(0), bytesLeft: null }, history })).why).toBe('often');
  });

  const anyHistory = fc.array(
    fc.record({ fresh: fc.nat(100), requests: fc.nat(50), gap: fc.integer({ min: 1, max: 9000 }) }),
    {
      maxLength: 40,
    },
  );
  const historyOf = (given: { fresh: number; requests: number; gap: number }[]): VisitYield[] => {
    let at = START;
    return given.map(({ fresh, requests, gap }) => {
      at = addMilliseconds(at, gap * 1000);
      return { at, fresh, requests, bytes: 0 };
    });
  };
  const bounds = fc.record({
    fastestSeconds: fc.integer({ min: 1, max: 5000 }),
    slowestSeconds: fc.integer({ min: 1, max: 50_000 }),
  });

  it('stays within its bounds, is never longer because more came, and never breaks delay or budget', () => {
    fc.assert(
      fc.property(anyHistory, bounds, fc.nat(5000), fc.nat(5000), (given, range, delayMilliseconds, requestsLeft) => {
        const history = historyOf(given);
        const free = nextPause(question({ pace: range, history }));
        const [low, high] = [range.fastestSeconds, range.slowestSeconds].toSorted((a, b) => a - b);
        if (history.length >= 2) {
          expect(free.seconds).toBeGreaterThanOrEqual(low ?? 0);
          expect(free.seconds).toBeLessThanOrEqual(high ?? 0);
        }
        const richer = history.map((visit) => ({ ...visit, fresh: visit.fresh + 1 }));
        expect(nextPause(question({ pace: range, history: richer })).seconds).toBeLessThanOrEqual(free.seconds);
        const kept = history.slice(-HISTORY);
        const requests = kept.reduce((sum, visit) => sum + visit.requests, 0) / Math.max(1, kept.length);
        const bound = nextPause(
          question({ pace: range, history, delayMilliseconds, budget: { requestsLeft, secondsLeft: 40_000 } }),
        );
        expect(bound.seconds).toBeGreaterThanOrEqual(Math.min((2 * requests * delayMilliseconds) / 1000, 86_400));
        // What is left of the day is enough for the visits that fit in before its end.
        if (bound.why === 'budget' && requests <= requestsLeft)
          expect((40_000 / bound.seconds) * requests).toBeLessThanOrEqual(requestsLeft + requests);
      }),
    );
  });

  it('remembers the last visits only', () => {
    const history = visits(
      10,
      Array.from({ length: 40 }, () => 1),
    ).reduce<VisitYield[]>(withVisit, []);
    expect(history).toHaveLength(HISTORY);
  });
});
