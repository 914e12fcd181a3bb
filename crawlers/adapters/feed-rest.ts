import { load } from 'cheerio';

/** Hours (0..23) and days (0 = Sunday) in UTC at which a feed asks not to be read: RSS 2.0, skipHours and skipDays. */
export interface Rest {
  hours: number[];
  days: number[];
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const HOUR = 3_600_000;

/**
 * Read from the document itself, because the parser of feeds drops an hour or a day that stands alone. Null where nothing is
 * asked, and where everything is: a feed that is never to be read is a mistake.
 */
export const restOf = (xml: string): Rest | null => {
  if (!/<skip(Hours|Days)\b/.test(xml)) return null;
  const $ = load(xml, { xml: true });
  const words = (selector: string): string[] =>
    $(selector)
      .toArray()
      .map((element) => $(element).text().trim().toLowerCase());
  // Older versions of RSS count the hours from 1 to 24.
  const hours = words('channel > skipHours > hour').flatMap((hour) =>
    /^\d{1,2}$/.test(hour) ? [Number(hour) % 24] : [],
  );
  const days = words('channel > skipDays > day').map((day) => DAYS.indexOf(day));
  const rest = { hours: [...new Set(hours)], days: [...new Set(days)].filter((day) => day >= 0) };
  const isEmpty = rest.hours.length + rest.days.length === 0;
  return isEmpty || rest.hours.length === 24 || rest.days.length === 7 ? null : rest;
};

/** When a feed may be read next, if now is a time of rest; null if it may be read now. */
export const restsUntil = ({ hours, days }: Rest, now: string): string | null => {
  const rests = (time: number): boolean => {
    const at = new Date(time);
    return hours.includes(at.getUTCHours()) || days.includes(at.getUTCDay());
  };
  let time = Date.parse(now);
  if (!rests(time)) return null;
  while (rests(time)) time = Math.floor(time / HOUR) * HOUR + HOUR;
  return new Date(time).toISOString();
};

/** What a cursor keeps of it. */
export const readRest = (text: string | undefined): Rest | null =>
  text === undefined ? null : (JSON.parse(text) as Rest);
