const CHINESE =
  /(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?(?:\s*(\d{1,2})[:：时点](\d{1,2})(?:[:：分](\d{1,2}))?)?/;
const BARE = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;

const utc = (parts: RegExpExecArray): number => {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

/**
 * A date as sites write it, as UTC in RFC 3339; undefined when it cannot be read. A time without a zone is read as UTC, so
 * that the same page gives the same time on every machine. Digits alone are epoch seconds or milliseconds.
 */
export const readDate = (text: string | undefined | null): string | undefined => {
  const value = text?.trim();
  if (value === undefined || value === '') return undefined;
  const parts = CHINESE.exec(value) ?? BARE.exec(value);
  let time: number;
  if (parts !== null) time = utc(parts);
  else if (/^\d{9,10}$/.test(value)) time = Number(value) * 1000;
  else if (/^\d{12,13}$/.test(value)) time = Number(value);
  else {
    const zoned = /(?:Z|[+-]\d{2}:?\d{2}|\b(?:UTC?|GMT|[ECMP][SD]T))(?:\s*\([^)]*\))?$/i.test(value);
    time = Date.parse(zoned ? value : `${value} UTC`);
  }
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 && time > 0 ? new Date(time).toISOString() : undefined;
};
