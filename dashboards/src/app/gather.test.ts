import { beforeEach, describe, expect, it, vi } from 'vitest';
import { gatherer } from './gather.ts';

/** Looks whose answers come when they are let out. */
const looks = () => {
  const seen: string[] = [];
  const answers: (() => void)[] = [];
  return {
    seen,
    answer: async () => {
      for (const one of answers.splice(0)) one();
      await vi.advanceTimersByTimeAsync(0);
    },
    look: (key: readonly unknown[]) => {
      seen.push(key.join(' '));
      return new Promise<void>((resolve) => answers.push(resolve));
    },
  };
};

describe('changes that come in bursts', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('are looked at together, each list once', async () => {
    const { seen, look } = looks();
    const gather = gatherer(look);
    gather.add(['cases']);
    gather.add(['case', 'c1']);
    gather.add(['cases']);
    await vi.advanceTimersByTimeAsync(399);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual(['cases', 'case c1']);
  });

  it('and never end cut no answer off: the next look waits for it, and sees what came meanwhile', async () => {
    const { seen, look, answer } = looks();
    const gather = gatherer(look);
    gather.add(['cases']);
    await vi.advanceTimersByTimeAsync(400);
    gather.add(['cases']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(seen).toEqual(['cases']);
    await answer();
    await vi.advanceTimersByTimeAsync(400);
    expect(seen).toEqual(['cases', 'cases']);
  });

  it('are looked at in any case after five seconds, though an answer hangs', async () => {
    const { seen, look } = looks();
    const gather = gatherer(look);
    gather.add(['cases']);
    await vi.advanceTimersByTimeAsync(400);
    gather.add(['orders']);
    await vi.advanceTimersByTimeAsync(5400);
    expect(seen).toEqual(['cases', 'orders']);
  });

  it('are forgotten by whoever stops listening', async () => {
    const { seen, look, answer } = looks();
    const gather = gatherer(look);
    gather.add(['cases']);
    await vi.advanceTimersByTimeAsync(400);
    gather.add(['orders']);
    gather.stop();
    await answer();
    await vi.advanceTimersByTimeAsync(5000);
    expect(seen).toEqual(['cases']);
  });
});
