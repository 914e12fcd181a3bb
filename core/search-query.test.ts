import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isWeirError } from './errors.ts';
import { readSearchQuery } from './search-query.ts';

const faultOf = (typed: string): { rule: string | undefined; at: string; fix: string | undefined } | null => {
  try {
    readSearchQuery(typed);
  } catch (error) {
    if (!isWeirError(error, 'SEARCH_UNREADABLE')) throw error;
    const [detail] = error.details;
    return { rule: detail?.rule, at: detail?.location ?? '', fix: detail?.fix };
  }
  return null;
};

describe('a search', () => {
  it('without signs is words, as before', () => {
    expect(readSearchQuery('  the old  mill ')).toEqual({ kind: 'words', text: 'the old mill' });
    expect(readSearchQuery('灰河 大桥')).toEqual({ kind: 'words', text: '灰河 大桥' });
    expect(readSearchQuery('   ')).toBeNull();
    expect(readSearchQuery('well-known self-made')).toEqual({ kind: 'words', text: 'well-known self-made' });
  });

  it('binds NOT before AND before OR, and brackets before all', () => {
    expect(readSearchQuery('a OR b -c')).toEqual({
      kind: 'or',
      of: [
        { kind: 'words', text: 'a' },
        {
          kind: 'and',
          of: [
            { kind: 'words', text: 'b' },
            { kind: 'not', of: { kind: 'words', text: 'c' } },
          ],
        },
      ],
    });
    expect(readSearchQuery('(a OR b) AND NOT “c d”')).toEqual({
      kind: 'and',
      of: [
        {
          kind: 'or',
          of: [
            { kind: 'words', text: 'a' },
            { kind: 'words', text: 'b' },
          ],
        },
        { kind: 'not', of: { kind: 'phrase', text: 'c d' } },
      ],
    });
    // Small letters are words.
    expect(readSearchQuery('salt and pepper')).toEqual({ kind: 'words', text: 'salt and pepper' });
  });

  it('has phrases in every kind of quotation mark, and beginnings', () => {
    for (const typed of ['"a b"', '“a b”', '„a b“', '«a b»', '「a b」', '『a b』'])
      expect(readSearchQuery(typed)).toEqual({ kind: 'phrase', text: 'a b' });
    expect(readSearchQuery('march*')).toEqual({ kind: 'prefix', text: 'march' });
  });

  it('has fields, with ranges of days that count whole', () => {
    expect(readSearchQuery('lang:zh')).toEqual({ kind: 'term', field: 'lang', value: 'zh' });
    expect(readSearchQuery('platform:"Lantern Fish" mill')).toEqual({
      kind: 'and',
      of: [
        { kind: 'term', field: 'platform', value: 'Lantern Fish' },
        { kind: 'words', text: 'mill' },
      ],
    });
    expect(readSearchQuery('published:2026-01-01..2026-01-31')).toEqual({
      ...{ kind: 'range', field: 'publishedAt' },
      ...{ gte: '2026-01-01T00:00:00.000Z', lt: '2026-02-01T00:00:00.000Z' },
    });
    expect(readSearchQuery('published:2026-01-01')).toMatchObject({
      ...{ gte: '2026-01-01T00:00:00.000Z', lt: '2026-01-02T00:00:00.000Z' },
    });
    expect(readSearchQuery('score:>=0.8')).toEqual({ kind: 'range', field: 'violating', gte: 0.8 });
    expect(readSearchQuery('score:..0.2')).toEqual({ kind: 'range', field: 'violating', lte: 0.2 });
    expect(readSearchQuery('flagged:no')).toEqual({ kind: 'term', field: 'flagged', value: false });
    expect(readSearchQuery('https://ferry.example/a')).toEqual({
      ...{ kind: 'starts', field: 'url', value: 'https://ferry.example/a' },
    });
  });

  test.each([
    ['a "b', 'quote_open', 2],
    ['(a OR b', 'bracket_open', 0],
    ['a) b', 'bracket_closed', 1],
    ['a ()', 'bracket_empty', 2],
    ['OR a', 'operator', 0],
    ['a OR', 'end', 4],
    ['a NOT', 'end', 5],
    ['langu:zh', 'field_unknown', 0],
    ['lang: zh', 'value_missing', 0],
    ['author:somebody', 'people', 0],
    ['score:high', 'number', 0],
    ['published:yesterday', 'date', 0],
    ['published:2026-13-01', 'date', 0],
    ['flagged:maybe', 'yes_no', 0],
    ['category:kindness', 'value_unknown', 0],
    ['x score:..', 'range', 2],
  ])('that cannot be read says where and why: %s', (typed, rule, at) => {
    expect(faultOf(typed)).toMatchObject({ rule, at: `/q/${at}` });
  });

  it('names the field that was meant', () => {
    expect(faultOf('langu:zh')?.fix).toContain('Did you mean lang:?');
    expect(faultOf('catgory:threat')?.fix).toContain('Did you mean category:?');
  });

  it('finds words that every object knows, and knows no field by their names', () => {
    for (const word of ['valueOf', 'constructor', '__proto__']) expect(faultOf(word)).toBeNull();
    for (const word of ['valueOf', 'constructor']) expect(faultOf(`${word}:x`)?.at).toBe('/q/0');
  });

  it('of any text is read or refused with a place in it, and never anything else', () => {
    const piece = fc.constantFrom(
      'a',
      '灰河',
      '"',
      '“',
      '”',
      '(',
      ')',
      'AND',
      'OR',
      'NOT',
      '-',
      'lang:',
      'score:',
      '*',
      ' ',
      ':',
      '..',
      '>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.string(), (pieces, more) => {
        const typed = pieces.join('') + more;
        const fault = faultOf(typed);
        if (fault === null) return;
        const at = Number(fault.at.slice('/q/'.length));
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(typed.length);
        expect(fault.fix?.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not nested or long without end', () => {
    expect(faultOf(`${'('.repeat(20)}a${')'.repeat(20)}`)?.rule).toBe('too_deep');
    expect(faultOf('a '.repeat(200))?.rule).toBe('too_long');
  });
});
