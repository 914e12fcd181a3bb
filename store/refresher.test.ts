import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sparing } from './refresher.ts';

/** A refresh that takes as long as it is told to, by the clock of the test. */
const refreshes = (milliseconds: number) => {
  const started: number[] = [];
  return {
    started,
    refresh: async () => {
      started.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
  };
};

describe('a refresh for what many look at', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('begins at once after a pause, and is shared by those who ask together', async () => {
    const { started, refresh } = refreshes(10);
    const spared = sparing(refresh);
    const begin = performance.now();
    const both = Promise.all([spared(), spared()]);
    await vi.advanceTimersByTimeAsync(10);
    await both;
    expect(started.map((at) => at - begin)).toEqual([0]);
  });

  it('is followed by twenty times its length without one, and who asks meanwhile gets the next', async () => {
    const { started, refresh } = refreshes(10);
    const spared = sparing(refresh);
    const begin = performance.now();
    const first = spared();
    await vi.advanceTimersByTimeAsync(5);
    // The running one may have begun before what they wrote.
    const seen: string[] = [];
    const second = Promise.all([spared(), spared()]).then(() => seen.push('second'));
    await vi.advanceTimersByTimeAsync(204);
    await first;
    expect([started.length, seen]).toEqual([1, []]);
    await vi.advanceTimersByTimeAsync(11);
    await second;
    expect(started.map((at) => at - begin)).toEqual([0, 210]);
  });

  it('lets nobody wait longer than half a second for it to begin', async () => {
    const { started, refresh } = refreshes(100);
    const spared = sparing(refresh);
    const begin = performance.now();
    const first = spared();
    await vi.advanceTimersByTimeAsync(100);
    await first;
    const second = spared();
    await vi.advanceTimersByTimeAsync(600);
    await second;
    expect(started.map((at) => at - begin)).toEqual([0, 600]);
  });

  it('that fails is told to whoever waits for it, and the next one begins', async () => {
    let fails = true;
    const spared = sparing(async () => {
      if (fails) throw new Error('no answer');
    });
    const first = expect(spared()).rejects.toThrow('no answer');
    await vi.advanceTimersByTimeAsync(0);
    await first;
    fails = false;
    const second = spared();
    await vi.advanceTimersByTimeAsync(500);
    await expect(second).resolves.toBe(undefined);
  });
});
