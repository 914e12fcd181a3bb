/** Month names as sites write them, by their first letters: enough of them to tell the months of a language apart. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'janv', 'ene', 'gen', 'янв', 'січ', 'oca', 'stycz', 'sty', 'led', 'يناير', 'كانون الثاني'],
  ['feb', 'fév', 'fev', 'фев', 'лют', 'şub', 'lut', 'úno', 'فبراير', 'شباط'],
  ['mar', 'mär', 'mrz', 'maa', 'mars', 'мар', 'бер', 'bře', 'مارس', 'آذار'],
  ['apr', 'avr', 'abr', 'апр', 'кві', 'nis', 'kwi', 'dub', 'أبريل', 'ابريل', 'نيسان'],
  ['may', 'mai', 'mag', 'mei', 'мая', 'май', 'тра', 'maj', 'kvě', 'مايو', 'أيار'],
  ['jun', 'juin', 'giu', 'июн', 'чер', 'haz', 'cze', 'červn', 'يونيو', 'يونيه', 'حزيران'],
  ['jul', 'juil', 'lug', 'июл', 'лип', 'tem', 'lip', 'červenc', 'يوليو', 'يوليه', 'تموز'],
  ['aug', 'aoû', 'aou', 'ago', 'авг', 'сер', 'ağu', 'sie', 'srp', 'أغسطس', 'اغسطس', 'آب'],
  ['sep', 'set', 'сен', 'вер', 'eyl', 'wrz', 'zář', 'سبتمبر', 'أيلول'],
  ['oct', 'okt', 'out', 'ott', 'окт', 'жов', 'eki', 'paź', 'říj', 'أكتوبر', 'اكتوبر', 'تشرين الأول'],
  ['nov', 'ноя', 'лис', 'kas', 'lis', 'نوفمبر', 'تشرين الثاني'],
  ['dec', 'dez', 'déc', 'dic', 'дек', 'гру', 'ara', 'gru', 'pro', 'ديسمبر', 'كانون الأول'],
];

/** The month of a name; the longest beginning wins, so that `červenec` is not `červen`. */
const monthOf = (name: string): number | null => {
  let found: number | null = null;
  let length = 0;
  for (const [index, beginnings] of MONTHS.entries()) {
    for (const beginning of beginnings) {
      if (beginning.length > length && name.startsWith(beginning)) {
        found = index + 1;
        length = beginning.length;
      }
    }
  }
  return found;
};

/** Digits of other scripts (Arabic-Indic, Persian, full-width) as ASCII, blanks as one, directional marks left out. */
const plain = (text: string): string =>
  text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .normalize('NFKC')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

interface Clock {
  hour: number;
  minute: number;
  second: number;
}

const PM = /下午|晚上|傍晚|午後|오후|(?<![a-z])p\.? ?m\.?(?![a-z])/i;
const AM = /上午|凌晨|早上|清晨|午前|오전|(?<![a-z])a\.? ?m\.?(?![a-z])/i;
const NOON = /中午/;

/** A time of day in a text: `15:04`, `3:04 PM`, `下午3:04`, `15時04分`, `오후 3:04`. Midnight where there is none. */
const clockOf = (text: string): Clock | null => {
  const found = /(\d{1,2}) ?[:时時点點시] ?(\d{1,2})(?: ?[:分분] ?(\d{1,2})(?:[.,]\d+)?)?/.exec(text);
  if (found === null) return { hour: 0, minute: 0, second: 0 };
  const [hour = 0, minute = 0, second = 0] = found.slice(1).map((part) => Number(part ?? 0));
  const isAfternoon = PM.test(text) || (NOON.test(text) && hour < 11);
  const turned = isAfternoon && hour < 12 ? hour + 12 : AM.test(text) && hour === 12 ? 0 : hour;
  return turned > 24 || minute > 59 || second > 60 ? null : { hour: turned, minute, second };
};

type Day = [year: number, month: number, day: number];

/** The day in a text, in any of the orders that can be told apart; null where it cannot be told. */
const dayOf = (text: string): Day | null => {
  const han = /(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2})/.exec(text);
  if (han !== null) return [Number(han[1]), Number(han[2]), Number(han[3])];
  const yearFirst = /(?<!\d)(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})(?!\d)/.exec(text);
  if (yearFirst !== null) return [Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3])];
  const yearLast = /(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2})[-/.] ?(\d{4})(?!\d)/.exec(text);
  if (yearLast !== null) {
    const [first, separator, second, year] = [
      Number(yearLast[1]),
      yearLast[2],
      Number(yearLast[3]),
      Number(yearLast[4]),
    ];
    // Dots are written where the day comes first. With a slash the order shows only when one number cannot be a month.
    if (separator === '.' || first > 12 || first === second) return [year, second, first];
    return second > 12 ? [year, first, second] : null;
  }
  const named =
    /(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º|-е)?,?[ -](?:de |of )?(\p{L}[\p{L}\p{M}]*(?: \p{L}[\p{L}\p{M}]*)?)[.,]?(?: de)?[ -](\d{4})/u.exec(
      text,
    );
  if (named !== null) {
    const month = monthOf((named[2] ?? '').toLowerCase());
    if (month !== null) return [Number(named[3]), month, Number(named[1])];
  }
  const monthFirst = /(\p{L}[\p{L}\p{M}]*)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/u.exec(text);
  const month = monthFirst === null ? null : monthOf((monthFirst[1] ?? '').toLowerCase());
  return monthFirst === null || month === null ? null : [Number(monthFirst[3]), month, Number(monthFirst[2])];
};

/** How far a zone is from UTC at a moment, in milliseconds (ECMA-402). @throws RangeError for a zone that is not there */
const offsetAt = (time: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return local - Math.floor(time / 1000) * 1000;
};

/** A wall clock in a zone as a moment. Where the clock was turned back the later of two moments is meant. */
const inZone = (wall: number, zone: string): number => {
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
};

const ZONES: Record<string, number> = {
  msk: 180,
  cet: 60,
  cest: 120,
  eet: 120,
  eest: 180,
  jst: 540,
  kst: 540,
  hkt: 480,
};

/** An offset that the text names, in minutes; undefined where it names none. */
const namedOffset = (text: string): number | undefined => {
  const numeric = /(?:\d|Z|UTC|GMT|\s)\s?([+-])(\d{2}):?(\d{2})?(?:\s*\([^)]*\))?$/i.exec(text);
  if (numeric !== null && /:\d{2}/.test(text.slice(0, numeric.index + 1))) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    return numeric[1] === '-' ? -minutes : minutes;
  }
  const short = /(?:UTC|GMT) ?([+-])(\d{1,2})(?!\d)/i.exec(text);
  if (short !== null) return Number(short[2]) * (short[1] === '-' ? -60 : 60);
  if (/\d\s?Z$|\b(UTC|GMT|UT)$/i.test(text)) return 0;
  return ZONES[/\b([a-z]{3,4})$/i.exec(text)?.[1]?.toLowerCase() ?? ''];
};

/** What the platform reads by itself: RFC 3339 and RFC 2822 with a zone, and nothing that it only guesses. */
const standard = (text: string): number | undefined => {
  const isStandard =
    /^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ||
    /^([a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} \d{2}:\d{2}(:\d{2})? (GMT|UTC?|Z|[+-]\d{4}|[ECMP][SD]T)( \([^)]*\))?$/i.test(
      text,
    );
  return isStandard ? Date.parse(text) : undefined;
};

const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?$/;

const momentOf = (text: string, zone: string): number | undefined => {
  if (/^\d{9,10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,13}$/.test(text)) return Number(text);
  const known = standard(text);
  if (known !== undefined) return known;
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [, year, month, day, hour, minute, second = '00', offset = ''] = compact;
    return momentOf(`${year}-${month}-${day} ${hour}:${minute}:${second}${offset}`, zone);
  }
  const day = dayOf(text);
  const clock = clockOf(text);
  if (day === null || clock === null) return undefined;
  const wall = Date.UTC(day[0], day[1] - 1, day[2], clock.hour, clock.minute, clock.second);
  // 30 February is no date; the calendar would make it one of March.
  const isReal = new Date(Date.UTC(day[0], day[1] - 1, day[2])).getUTCDate() === day[2] && day[1] <= 12;
  if (!isReal) return undefined;
  const offset = namedOffset(text);
  return offset === undefined ? inZone(wall, zone) : wall - offset * 60_000;
};

/**
 * A date as sites write it, as UTC in RFC 3339; undefined when it cannot be read, or can be read in two ways (`01/02/2026`): no
 * time is better than a wrong one. A time without a zone is read in `zone` (IANA name), which is UTC where nobody said
 * otherwise, so that the same page gives the same time on every machine. Digits alone are epoch seconds or milliseconds.
 * @throws RangeError for a zone that is not there
 */
export const readDate = (text: string | undefined | null, zone = 'UTC'): string | undefined => {
  const value = plain(text ?? '');
  if (value === '' || value.length > 200) return undefined;
  const time = momentOf(value, zone);
  if (time === undefined || !Number.isFinite(time) || time <= 0 || time >= 253_402_300_800_000) return undefined;
  return new Date(time).toISOString();
};
