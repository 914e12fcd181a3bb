import { describe, expect, it } from 'vitest';
import { isWeirError } from '#core/errors.ts';
import type { ListFormat } from '#core/known-list.ts';
import { parseList } from './parse-list.ts';
import type { SignalExchangeOptions } from './signal-exchange.ts';
import { PatternFault, readPattern } from './stix-pattern.ts';

const HASH = 'a'.repeat(64);
const PDQ = `f8${'0'.repeat(61)}1`;
const uuid = (n: number): string => `indicator--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const TIME = '2026-01-01T00:00:00Z';

const indicator = (n: number, pattern: string, more: object = {}): object => ({
  ...{ type: 'indicator', spec_version: '2.1', id: uuid(n), created: TIME, modified: TIME },
  ...{ pattern, pattern_type: 'stix', valid_from: TIME, ...more },
});
const bundle = (...objects: unknown[]): string =>
  JSON.stringify({ type: 'bundle', id: 'bundle--00000000-0000-4000-8000-000000000000', objects }, null, 1);

const read = (format: ListFormat, text: string, options?: SignalExchangeOptions) =>
  parseList(Buffer.from(text), format, options);
const faultsOf = (format: ListFormat, text: string, options?: SignalExchangeOptions): string[] => {
  try {
    read(format, text, options);
  } catch (error) {
    if (isWeirError(error, 'LIST_INVALID')) return error.details.map((one) => `${one.location}: ${one.message}`);
    throw error;
  }
  throw new Error('the list was taken');
};

describe('STIX 2.1', () => {
  it('gives hashes, addresses and PDQ of indicators, and counts what is left out', () => {
    const { entries, leftOut } = read(
      'stix',
      bundle(
        { type: 'identity', spec_version: '2.1', id: 'identity--00000000-0000-4000-8000-000000000009', name: 'A list' },
        indicator(1, `[file:hashes.'SHA-256' = '${HASH.toUpperCase()}']`, { name: 'a text', x_ours: 1 }),
        indicator(2, `[url:value = 'https://example.org/a' OR url:value = 'https://example.org/it\\'s']`),
        indicator(3, `[file:hashes.'PDQ' = '${PDQ}']`, { valid_until: '2027-01-01T00:00:00Z' }),
        indicator(
          4,
          `[url:value IN ('https://b.example/', 'https://c.example/')] OR [file:hashes.x_pdq='${'9'.repeat(64)}']`,
        ),
        indicator(5, `[url:value = 'https://old.example/']`, { revoked: true }),
        indicator(6, `[url:value = 'HTTPS://EXAMPLE.org/a#again']`),
      ),
    );
    expect(entries).toEqual([
      { id: uuid(1), kind: 'sha256', value: HASH, note: 'a text' },
      { id: `${uuid(2)}:1`, kind: 'url', value: 'https://example.org/a' },
      { id: `${uuid(2)}:2`, kind: 'url', value: "https://example.org/it's" },
      { id: uuid(3), kind: 'pdq', value: PDQ, validUntil: '2027-01-01T00:00:00Z' },
      { id: `${uuid(4)}:1`, kind: 'url', value: 'https://b.example/' },
      { id: `${uuid(4)}:2`, kind: 'url', value: 'https://c.example/' },
      { id: `${uuid(4)}:3`, kind: 'pdq', value: '9'.repeat(64) },
    ]);
    expect(leftOut).toEqual({
      'objects of type identity': 1,
      'indicators that their publisher revoked': 1,
      'the same entry twice': 1,
    });
  });

  it('names line and field of every fault, and imports nothing', () => {
    const faults = faultsOf(
      'stix',
      bundle(
        indicator(1, `[file:hashes.'SHA-256' = '${HASH}']`),
        indicator(2, `[file:hashes.'SHA-256' = 'abc']`),
        indicator(3, `[file:name = 'x' AND url:value = 'https://a.example']`),
        indicator(4, `[ipv4-addr:value = '192.0.2.1']`),
        indicator(5, `[url:value = 'https://a.example']`, { pattern_type: 'sigma' }),
        { type: 'indicator', id: 'indicator--nonsense' },
        'no object',
      ),
    );
    expect(faults[0]).toBe('line 18, /objects/1/pattern: is not a sha256 hash of 64 hex digits');
    expect(faults[1]).toMatch(/^line \d+, \/objects\/2\/pattern, character 18: has AND where \] is expected/);
    expect(faults[2]).toMatch(/^line \d+, \/objects\/3\/pattern: compares ipv4-addr:value/);
    expect(faults[3]).toMatch(/^line \d+, \/objects\/4\/pattern_type/);
    expect(faults.some((fault) => /\/objects\/5/.test(fault))).toBe(true);
    expect(faults.at(-1)).toBe('/objects/6/type: must name the type of the object');
  });

  it.each([
    ['{"type": "bundle", "objects": [', /is not JSON/],
    ['[]', /must be "bundle"/],
    ['{"type": "bundle"}', /\/objects: must be a list/],
    [bundle(), /holds no entry/],
  ])('refuses %s', (text, why) => expect(faultsOf('stix', text).join()).toMatch(why));

  it.each([
    [`[url:value = 'https://a.example'] FOLLOWEDBY [url:value = 'https://b.example']`, 35],
    [`[url:value LIKE 'https://%']`, 12],
    [`[url:value != 'https://a.example']`, 12],
    [`[url:value = 'https://a.example'`, 33],
    [`[url:value = "https://a.example"]`, 14],
    [`url:value = 'x'`, 1],
    [`[url:value IN ()]`, 16],
    [`[url:value = 'x'] WITHIN 5 SECONDS`, 26],
    ['', 1],
  ])('a pattern that asks for more is refused at its place: %s', (pattern, at) => {
    expect(() => readPattern(pattern)).toThrow(PatternFault);
    try {
      readPattern(pattern);
    } catch (error) {
      expect((error as PatternFault).at).toBe(at);
    }
  });
});

describe('CSV', () => {
  it('takes kind and value, and id, note and end where they are given', () => {
    const { entries, leftOut } = read(
      'csv',
      `\uFEFFkind,value,id,note,valid_until\r\nsha256,${HASH},E1,"a, quoted ""note""",2027-01-01T00:00:00Z\r\nurl,hxxps://bad[.]example/x,,,\r\nurl,http://www.bad.example/x/,,,\r\n\r\npdq,${PDQ},,,\r\n`,
    );
    expect(entries).toEqual([
      { id: 'E1', kind: 'sha256', value: HASH, note: 'a, quoted "note"', validUntil: '2027-01-01T00:00:00Z' },
      { id: expect.stringMatching(/^url-[0-9a-f]{16}$/), kind: 'url', value: 'hxxps://bad[.]example/x' },
      { id: expect.stringMatching(/^pdq-/), kind: 'pdq', value: PDQ },
    ]);
    expect(leftOut).toEqual({ 'the same entry twice': 1 });
  });

  it('names line and field of every fault', () => {
    expect(
      faultsOf(
        'csv',
        `kind,value,id,valid_until\nsha256,${HASH},a,\nmd5,abc,,\nurl,not an address at all,,\npdq,${'0'.repeat(64)},,\nurl,https://a.example,a,\nurl,https://b.example,,tomorrow\nraw_text,short,,\n`,
      ),
    ).toEqual([
      'line 3, kind: is "md5"',
      'line 4, value: is not an http or https address',
      'line 5, value: is the hash of nothing',
      'line 6, value: has the id a, which another entry has already',
      'line 7, valid_until: is not a time in UTC',
      'line 8, value: has fewer than 8 letters and digits, and would be found everywhere',
    ]);
    expect(faultsOf('csv', `kind,hash\nsha256,${HASH}\n`)).toEqual([
      'line 1: has no column value',
      'line 1: has a column hash that is not known',
    ]);
    expect(faultsOf('csv', 'kind,value\nurl,a,b\n').join()).toMatch(/^line 2: /);
    expect(faultsOf('csv', '')).toEqual(['the file: holds no entry']);
  });

  it('shows twenty faults and counts the rest', () => {
    expect(() => read('csv', `kind,value\n${'url,-\n'.repeat(50)}`)).toThrow(/50 faults, of which 20 are shown/);
  });
});

describe('the signal exchange files of python-threatexchange', () => {
  it('one signal a line', () => {
    const { entries } = read(
      'signal-exchange',
      `pdq ${PDQ}\n\nurl https://bad.example/a b\nurl_md5 ${'b'.repeat(32)}\nraw_text Rise up, Hollow Crown\n`,
    );
    expect(entries.map(({ kind, value }) => [kind, value])).toEqual([
      ['pdq', PDQ],
      ['url', 'https://bad.example/a b'],
      ['url_md5', 'b'.repeat(32)],
      ['raw_text', 'Rise up, Hollow Crown'],
    ]);
  });

  it('a file whose lines name no type, with the type given', () => {
    expect(read('signal-exchange', `${PDQ}\n${HASH}\n`, { signalType: 'pdq' }).entries).toHaveLength(2);
    expect(faultsOf('signal-exchange', `${PDQ}\n`)).toEqual(['line 1, signal: is missing']);
  });

  it('the CSV that its command line prints', () => {
    const { entries, leftOut } = read(
      'signal-exchange',
      `signal_type,signal_str,collab,category,tags\r\npdq,${PDQ},Invented exchange,POSITIVE_CLASS,crown flag\r\nurl,https://bad.example/,Invented exchange,INVESTIGATION_SEED,\r\npdq,${HASH},Invented exchange,NEGATIVE_CLASS,\r\n`,
    );
    expect(entries).toEqual([
      { id: expect.any(String), kind: 'pdq', value: PDQ, note: 'Invented exchange; crown flag' },
      { id: expect.any(String), kind: 'url', value: 'https://bad.example/', note: 'Invented exchange' },
    ]);
    expect(leftOut).toEqual({ 'signals of the category NEGATIVE_CLASS': 1 });
  });

  it('types that are not read are a fault, unless the others were asked for', () => {
    const text = `pdq ${PDQ}\ntrend_query {"and": [], "not": []}\nvideo_md5 ${'c'.repeat(32)}\nnonsense x\n`;
    expect(faultsOf('signal-exchange', text)).toEqual([
      'line 2, signal type: trend_query is a search by words and patterns, not content that is known',
      'line 3, signal type: video_md5 is of a video, and no videos are read here',
      'line 4, signal type: is "nonsense", which is not known',
    ]);
    const { entries, leftOut } = read('signal-exchange', text, { only: ['pdq'] });
    expect(entries).toHaveLength(1);
    expect(Object.keys(leftOut)).toEqual([
      'signals of type trend_query',
      'signals of type video_md5',
      'signals of type nonsense',
    ]);
    expect(faultsOf('signal-exchange', text, { only: ['trend_query'] })[0]).toMatch(/trend_query is not read/);
  });

  it('a wrong hash or category is named by its line', () => {
    expect(faultsOf('signal-exchange', `pdq ${PDQ}\npdq 123\n`)).toEqual([
      'line 2, signal: is not a pdq hash of 64 hex digits',
    ]);
    expect(faultsOf('signal-exchange', `signal_type,signal_str,collab,category,tags\npdq,${PDQ},x,MAYBE,\n`)[0]).toBe(
      'line 2, category: is "MAYBE"',
    );
  });
});

it('a file that is not UTF-8, or too large, is refused before it is read', () => {
  expect(() => parseList(Uint8Array.of(0xff, 0xfe, 0x41), 'csv')).toThrow(/not UTF-8/);
  expect(() => parseList(Buffer.alloc(65 * 1024 * 1024), 'csv')).toThrow(/more than/);
});
