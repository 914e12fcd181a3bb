/**
 * Calendar periods in the zone in which the law counts. Periods of hours run from moment to moment and need none of this: POSIX
 * time has no leap seconds and no summer time, so that an hour is always 3,600 of its seconds.
 */
import { Temporal } from 'temporal-polyfill';
import { type Static, Type } from 'typebox';
import { epochOf } from './clock.ts';
import { Strict } from './schema.ts';

export const Period = Type.Union([
  Strict({ days: Type.Integer({ minimum: 1, maximum: 3660 }) }),
  Strict({ months: Type.Integer({ minimum: 1, maximum: 120 }) }),
]);
export type Period = Static<typeof Period>;

/** An IANA zone such as `Europe/Dublin`. */
export const TimeZone = Type.String({ pattern: '^(UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})$', maxLength: 64 });

export const isTimeZone = (zone: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
};

const zoned = (at: string, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(epochOf(at)).toZonedDateTimeISO(zone);

/**
 * The last moment of a calendar period that runs from `at`: the day of the event is not counted, and the period ends with the last
 * hour of the day of the same date, or of the last day of a month that has no such date (Regulation (EEC, Euratom) 1182/71, art. 3;
 * R: to be checked against the Official Journal). Weekends and holidays do not lengthen it here.
 * @returns UTC; the last millisecond of that day in `zone`, whatever its summer time does
 */
export const endOfPeriod = (at: string, period: Period, zone: string): string =>
  new Date(zoned(at, zone).add(period).startOfDay().add({ days: 1 }).epochMilliseconds - 1).toISOString();

/** The same moment of the calendar, that long before: where a count over a calendar period begins. */
export const periodBefore = (at: string, period: Period, zone: string): string =>
  new Date(zoned(at, zone).subtract(period).epochMilliseconds).toISOString();
