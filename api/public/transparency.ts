/** The figures of finished years for everybody. They are counted anew at most once a minute, however many people ask. */
import type { YearReport } from '#takedowns/reports/report-files.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { reportOf, yearsOf } from '../reports/year.ts';

const KEPT_MILLISECONDS = 60_000;

export interface Transparency {
  /** Finished years with figures, newest first, and one of them: that which was asked for, or the last. */
  of(year: number | undefined): Promise<{ years: number[]; report: YearReport | null }>;
}

export const openTransparency = (deps: Pick<ApiDependencies, 'store' | 'authority'>): Transparency => {
  const kept = new Map<string, { at: number; value: Promise<unknown> }>();
  /** What is being counted is waited for; a failure is not kept. */
  const once = <T>(name: string, count: () => Promise<T>): Promise<T> => {
    const now = deps.store.clock.now().getTime();
    const known = kept.get(name);
    if (known !== undefined && now - known.at < KEPT_MILLISECONDS) return known.value as Promise<T>;
    const value = count();
    kept.set(name, { at: now, value });
    value.catch(() => kept.delete(name));
    return value;
  };
  return {
    of: async (asked) => {
      const { years, current } = await once('years', () => yearsOf(deps.store));
      const finished = years.filter((year) => year < current);
      const year = asked !== undefined && finished.includes(asked) ? asked : finished[0];
      if (year === undefined) return { years: [], report: null };
      return { years: finished, report: await once(String(year), () => reportOf(deps, year)) };
    },
  };
};
