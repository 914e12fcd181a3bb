import { addMilliseconds } from '#core/clock.ts';
import type { Policy } from '#core/policy.ts';
import type { Simulation } from '#store/simulate.ts';
import type { Store } from '#store/store.ts';

const DAY = 86_400_000;
const MINUTES_PER_CASE = 3;

export interface SimulationOptions {
  /** Only posts collected in the last so many days; all without it. */
  sinceDays?: number | undefined;
  /** What a case costs a person; a house that has measured it gives its own. */
  minutesPerCase?: number | undefined;
}
export type CostedSimulation = Simulation & {
  against: string;
  minutesPerCase: number;
  /** Hours of review a day that come and go. */
  hoursPerDay: { more: number; less: number };
};

/** What `candidate` would change against `live` over the stored history, and the hours of review that it implies. */
export const simulateAgainst = async (
  store: Pick<Store, 'history' | 'clock'>,
  live: Policy,
  candidate: Policy,
  { sinceDays, minutesPerCase = MINUTES_PER_CASE }: SimulationOptions,
): Promise<CostedSimulation> => {
  const from = sinceDays === undefined ? null : addMilliseconds(store.clock.now().toISOString(), -sinceDays * DAY);
  const result = await store.history.simulate({ before: live, after: candidate, from });
  const hours = (cases: number): number =>
    result.days === 0 ? 0 : Math.round(((cases * minutesPerCase) / 60 / result.days) * 100) / 100;
  return {
    ...result,
    against: live.version,
    minutesPerCase,
    hoursPerDay: { more: hours(result.newCases), less: hours(result.fewerCases) },
  };
};
