import type { Clock } from '#core/clock.ts';
import { type DayLeft, dayOf, dayTurns, leftOf } from '#core/day-budget.ts';
import type { Source } from '#core/source.ts';
import type { DayCounter } from './day-counter.ts';

/** What one source may still spend today. A source without a budget spends as it likes, and nothing is counted. */
export interface DayPurse {
  /** One request: how to give it back when it was not made; or that there is none left, and since when there is again. */
  take(): Promise<{ taken: true; giveBack(): Promise<void> } | { taken: false; until: string; detail: string }>;
  addBytes(bytes: number): Promise<void>;
  /** Null without a budget. */
  left(): Promise<DayLeft | null>;
}

const FREE: DayPurse = {
  take: async () => ({ taken: true, giveBack: async () => {} }),
  addBytes: async () => {},
  left: async () => null,
};

/** `binding`: false for what a person or a legal clock waits for; it is counted, and never held up. */
export const openDayPurse = (
  counter: DayCounter,
  { id, budget }: Pick<Source, 'id' | 'budget'>,
  clock: Clock,
  binding: boolean,
): DayPurse => {
  if (budget === undefined) return FREE;
  const now = (): string => clock.now().toISOString();
  return {
    take: async () => {
      const at = now();
      const day = dayOf(at);
      if (!binding) await counter.add(id, day, { requests: 1, bytes: 0 });
      else if (!(await counter.take(id, day, budget))) {
        const until = dayTurns(at);
        const { requestsPerDay, bytesPerDay } = budget;
        const limits = [
          ...(requestsPerDay === undefined ? [] : [`${requestsPerDay} requests`]),
          ...(bytesPerDay === undefined ? [] : [`${bytesPerDay} bytes`]),
        ];
        const detail = `the source may cost ${limits.join(' and ')} a day; it goes on at ${until}`;
        return { taken: false, until, detail };
      }
      return { taken: true, giveBack: () => counter.giveBack(id, day) };
    },
    addBytes: async (bytes) => {
      if (bytes > 0) await counter.add(id, dayOf(now()), { requests: 0, bytes });
    },
    left: async () => leftOf(budget, await counter.spent(id, dayOf(now()))),
  };
};
