import { beforeEach, describe, expect, it, vi } from 'vitest';
import { kept } from './kept.ts';

/** A question whose answers come when they are let out, in the order of asking. */
const questions = () => {
  const waiting: { resolve(value: number): void; reject(cause: Error): void }[] = [];
  return {
    ask: () => new Promise<number>((resolve, reject) => waiting.push({ resolve, reject })),
    asked: () => waiting.length,
    answer: async (number: number) => {
      waiting[number]?.resolve(number);
      await Promise.resolve();
    },
    fail: async (number: number) => {
      waiting[number]?.reject(new Error(`question ${number} failed`));
      await Promise.resolve();
    },
  };
};

describe('an answer that is kept', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    return () => vi.useRealTimers();
  });

  it('is asked for once by those who come together, and given as it is while it is fresh', async () => {
    const { ask, asked, answer } = questions();
    const number = kept(ask, { fresh: 100, usable: 1000 });
    const both = Promise.all([number.get(), number.get()]);
    await answer(0);
    expect(await both).toEqual([0, 0]);
    vi.advanceTimersByTime(100);
    expect(await number.get()).toBe(0);
    expect(asked()).toBe(1);
  });

  it('is given while it is renewed behind, once', async () => {
    const { ask, asked, answer } = questions();
    const number = kept(ask, { fresh: 100, usable: 1000 });
    const first = number.get();
    await answer(0);
    await first;
    vi.advanceTimersByTime(101);
    expect([await number.get(), await number.get()]).toEqual([0, 0]);
    expect(asked()).toBe(2);
    await answer(1);
    expect(await number.get()).toBe(1);
  });

  it('is waited for where it is too old', async () => {
    const { ask, answer } = questions();
    const number = kept(ask, { fresh: 100, usable: 1000 });
    const first = number.get();
    await answer(0);
    await first;
    vi.advanceTimersByTime(1001);
    const second = number.get();
    await answer(1);
    expect(await second).toBe(1);
  });

  it('is as old as its question, not as its answer', async () => {
    const { ask, asked, answer } = questions();
    const number = kept(ask, { fresh: 100, usable: 1000 });
    const first = number.get();
    vi.advanceTimersByTime(1001);
    await answer(0);
    expect(await first).toBe(0);
    const second = number.get();
    expect(asked()).toBe(2);
    await answer(1);
    expect(await second).toBe(1);
  });

  it('is had without asking while it is usable, and renewed when somebody says so', async () => {
    const { ask, asked, answer } = questions();
    const number = kept(ask, { fresh: 100, usable: 1000 });
    expect(number.usable()).toBe(null);
    const first = number.get();
    await answer(0);
    await first;
    number.freshen();
    expect(asked()).toBe(1);
    vi.advanceTimersByTime(101);
    expect([number.usable(), asked()]).toEqual([0, 1]);
    number.freshen();
    number.freshen();
    expect(asked()).toBe(2);
    vi.advanceTimersByTime(900);
    expect(number.usable()).toBe(null);
    await answer(1);
    // As old as its question: that was 900 ago.
    expect(number.usable()).toBe(1);
  });

  it('is asked for anew on demand', async () => {
    const { ask, answer } = questions();
    const number = kept(ask, { fresh: 100, usable: 1000 });
    const first = number.get();
    await answer(0);
    await first;
    const renewed = number.renew();
    await answer(1);
    expect([await renewed, await number.get()]).toEqual([1, 1]);
  });

  it('is no failure: that is told to those who waited for it, and the next one asks again', async () => {
    const { ask, answer, fail } = questions();
    const number = kept(ask, { fresh: 100, usable: 1000 });
    const first = number.get();
    await fail(0);
    await expect(first).rejects.toThrow('question 0 failed');
    const second = number.get();
    await answer(1);
    expect(await second).toBe(1);
    vi.advanceTimersByTime(101);
    expect(await number.get()).toBe(1);
    await fail(2);
    expect(await number.get()).toBe(1);
  });
});
