import { type EgressHeaders, header } from '../egress/egress.ts';

/**
 * Until when a server asks to be left alone, in epoch milliseconds: `Retry-After` (RFC 9110 section 10.2.3) in seconds or as
 * a date. Null when it does not say, names a time that is past, or says what cannot be read.
 */
export const retryAfter = (headers: EgressHeaders, now: Date): number | null => {
  const value = header(headers, 'retry-after')?.trim();
  if (value === undefined || value === '') return null;
  if (/^\d+$/.test(value)) return now.getTime() + Number(value) * 1000;
  const date = Date.parse(value);
  return date > now.getTime() ? date : null;
};

/** When the budget that a server announces is used up: until when to wait, in epoch milliseconds; else null. */
export const rateLimitReset = (headers: EgressHeaders, now: Date): number | null => {
  const remaining = header(headers, 'x-ratelimit-remaining')?.trim();
  const reset = header(headers, 'x-ratelimit-reset')?.trim();
  if (remaining === undefined || !/^\d+$/.test(remaining) || Number(remaining) > 0 || reset === undefined) return null;
  if (/^\d+(\.\d+)?$/.test(reset)) {
    const seconds = Number(reset);
    // An epoch time where it is large, else seconds from now.
    return seconds > 1_000_000_000 ? seconds * 1000 : now.getTime() + seconds * 1000;
  }
  const date = Date.parse(reset);
  return Number.isNaN(date) ? null : date;
};
