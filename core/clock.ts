/** The one injected clock: everything that asks for the time asks this, so that tests can own it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  private current: number;
  constructor(start: Date | string) {
    this.current = new Date(start).getTime();
  }
  now(): Date {
    return new Date(this.current);
  }
  advance(milliseconds: number): void {
    this.current += milliseconds;
  }
}

/**
 * A moment in milliseconds since 1970. POSIX time has no leap seconds: the second `:60` that RFC 3339 allows is the one that follows.
 * Texts of two moments are compared by this where they come from outside, for `10:00:00Z` and `10:00:00.000Z` are one.
 */
export const epochOf = (iso: string): number => {
  const leap = /:60(?=[.Z])/.test(iso);
  return Date.parse(leap ? iso.replace(/:60(?=[.Z])/, ':59') : iso) + (leap ? 1000 : 0);
};

export const addMilliseconds = (iso: string, milliseconds: number): string =>
  new Date(epochOf(iso) + milliseconds).toISOString();

export const isAfter = (a: string, b: string): boolean => epochOf(a) > epochOf(b);
