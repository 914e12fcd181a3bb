import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDate } from './dates.ts';

describe('dates as sites write them', () => {
  it.each([
    // RFC 3339, and what comes close to it.
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.678901Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05+08:00', '2026-01-01T19:04:05.000Z'],
    ['2026-01-02T03:04:05+0800', '2026-01-01T19:04:05.000Z'],
    ['2026-01-02 03:04:05 +0530', '2026-01-01T21:34:05.000Z'],
    ['2026-01-02T03:04', '2026-01-02T03:04:00.000Z'],
    ['20260102T030405Z', '2026-01-02T03:04:05.000Z'],
    ['2026-1-2 3:04', '2026-01-02T03:04:00.000Z'],
    // RFC 2822.
    ['Fri, 02 Jan 2026 03:04:05 GMT', '2026-01-02T03:04:05.000Z'],
    ['Fri, 02 Jan 2026 03:04:05 -0500', '2026-01-02T08:04:05.000Z'],
    ['Fri, 02 Jan 2026 03:04:05 EST', '2026-01-02T08:04:05.000Z'],
    ['2 Jan 2026 03:04 +0100', '2026-01-02T02:04:00.000Z'],
    // Words.
    ['2 January 2026', '2026-01-02T00:00:00.000Z'],
    ['January 2nd, 2026 at 3:04 PM', '2026-01-02T15:04:00.000Z'],
    ['Jan. 2, 2026 12:04 a.m.', '2026-01-02T00:04:00.000Z'],
    ['2. März 2026, 15:04 Uhr', '2026-03-02T15:04:00.000Z'],
    ['le 2 août 2026 à 15:04', '2026-08-02T15:04:00.000Z'],
    ['1er février 2026', '2026-02-01T00:00:00.000Z'],
    ['2 de enero de 2026 15:04', '2026-01-02T15:04:00.000Z'],
    ['2 января 2026 г., 15:04 MSK', '2026-01-02T12:04:00.000Z'],
    ['2 Ağustos 2026 15:04', '2026-08-02T15:04:00.000Z'],
    ['٢ يناير ٢٠٢٦ ١٥:٠٤', '2026-01-02T15:04:00.000Z'],
    // Numbers in other orders.
    ['02.01.2026 15:04', '2026-01-02T15:04:00.000Z'],
    ['31/01/2026', '2026-01-31T00:00:00.000Z'],
    ['01/31/2026 3:04 pm', '2026-01-31T15:04:00.000Z'],
    ['2026/1/2', '2026-01-02T00:00:00.000Z'],
    // East Asia.
    ['2026年1月2日 03:04', '2026-01-02T03:04:00.000Z'],
    ['发表于 2026年1月2日', '2026-01-02T00:00:00.000Z'],
    ['2026年1月2日 下午3:04', '2026-01-02T15:04:00.000Z'],
    ['2026年1月2日 凌晨12点30分', '2026-01-02T00:30:00.000Z'],
    ['2026年01月02日(金) 15時04分', '2026-01-02T15:04:00.000Z'],
    ['2026년 1월 2일 오후 3:04', '2026-01-02T15:04:00.000Z'],
    ['2026.01.02 15:04:05', '2026-01-02T15:04:05.000Z'],
    // Epoch.
    ['1767323045', '2026-01-02T03:04:05.000Z'],
    ['1767323045000', '2026-01-02T03:04:05.000Z'],
  ])('reads %s', (value, expected) => {
    expect(readDate(value)).toBe(expected);
  });

  it.each([
    'yesterday',
    '3 hours ago',
    '01/02/2026',
    '30.02.2026',
    '2026-13-01',
    '25:99',
    '12',
    '',
    '2026',
    undefined,
    null,
  ])('does not guess %s', (value) => expect(readDate(value)).toBeUndefined());

  it('every month of the languages is told apart', () => {
    const months = (locale: string): string[] =>
      Array.from({ length: 12 }, (_value, month) =>
        new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
          Date.UTC(2026, month, 21),
        ),
      );
    for (const locale of [
      'en',
      'de',
      'fr',
      'es',
      'it',
      'pt',
      'nl',
      'ru',
      'uk',
      'tr',
      'pl',
      'cs',
      'ar-EG',
      'ar-SY',
      'zh',
      'ja',
      'ko',
    ])
      expect([locale, ...months(locale).map((text) => readDate(text)?.slice(0, 10))]).toEqual([
        locale,
        ...Array.from({ length: 12 }, (_value, month) => `2026-${String(month + 1).padStart(2, '0')}-21`),
      ]);
  });
});

describe('time zones', () => {
  it.each([
    ['2026-01-02 03:04', 'Asia/Shanghai', '2026-01-01T19:04:00.000Z'],
    ['2026年1月2日 03:04', 'Asia/Shanghai', '2026-01-01T19:04:00.000Z'],
    ['2026-07-02 03:04', 'Europe/Berlin', '2026-07-02T01:04:00.000Z'],
    ['2026-01-02 03:04', 'Europe/Berlin', '2026-01-02T02:04:00.000Z'],
    ['2026-01-02 03:04', 'Asia/Kolkata', '2026-01-01T21:34:00.000Z'],
    ['2026-07-02 03:04', 'America/New_York', '2026-07-02T07:04:00.000Z'],
    // The last moment before the clock goes forward, and the first after it.
    ['2026-03-29 01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29 03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    // A zone that the text names wins.
    ['2026-01-02T03:04:05Z', 'Asia/Shanghai', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02 03:04 UTC+8', 'Europe/Berlin', '2026-01-01T19:04:00.000Z'],
    ['1767323045', 'Asia/Shanghai', '2026-01-02T03:04:05.000Z'],
  ])('%s in %s', (value, zone, expected) => expect(readDate(value, zone)).toBe(expected));

  it('a zone that is not there is refused', () =>
    expect(() => readDate('2026-01-02 03:04', 'Atlantis/Harbour')).toThrow(RangeError));

  it('a wall clock is read back as it was shown, in every zone', () => {
    const zones = ['Asia/Shanghai', 'Europe/Moscow', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Auckland', 'UTC'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2001, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 }),
        fc.constantFrom(...zones),
        (minute, zone) => {
          const wall = (time: number): string =>
            new Date(time).toLocaleString('sv-SE', { timeZone: zone, hour12: false }).slice(0, 16);
          const read = readDate(wall(minute * 60_000), zone);
          // At the hour that is there twice either moment shows the same clock.
          expect(wall(Date.parse(read ?? ''))).toBe(wall(minute * 60_000));
        },
      ),
    );
  });

  it('never throws and never gives what is not a time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const read = readDate(text);
        if (read !== undefined) expect(new Date(read).toISOString()).toBe(read);
      }),
    );
  });
});
