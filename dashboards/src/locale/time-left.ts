const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type TimeUnit = 'days' | 'hours' | 'minutes' | 'seconds';
export interface TimeSpan {
  unit: TimeUnit;
  count: number;
  /** True once the moment has passed. */
  past: boolean;
}

/**
 * How far a moment is, in the one unit that a person needs. What is left is rounded down and what has passed is rounded
 * down too, so that a page never promises more time than there is.
 */
export const timeSpan = (milliseconds: number): TimeSpan => {
  const past = milliseconds < 0;
  const size = Math.abs(milliseconds);
  const of = (unit: TimeUnit, length: number): TimeSpan => ({ unit, count: Math.floor(size / length), past });
  if (size >= 2 * DAY) return of('days', DAY);
  if (size >= 2 * HOUR) return of('hours', HOUR);
  if (size >= 2 * MINUTE) return of('minutes', MINUTE);
  return of('seconds', SECOND);
};

/** `59:07`, `1:02:09`; a minus before what is over. */
export const clockText = (milliseconds: number): string => {
  const total = Math.floor(Math.abs(milliseconds) / SECOND);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const text = hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
  return milliseconds < 0 && total > 0 ? `\u2212${text}` : text;
};

export type Urgency = 'calm' | 'soon' | 'urgent' | 'over';
/** How pressing what is left of the hour is; the page says it in words and with a sign, and in colour. */
export const urgencyOf = (milliseconds: number): Urgency => {
  if (milliseconds < 0) return 'over';
  if (milliseconds < 10 * MINUTE) return 'urgent';
  if (milliseconds < 30 * MINUTE) return 'soon';
  return 'calm';
};
