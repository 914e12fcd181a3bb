import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KnownEntry, KnownList } from '#core/known-list.ts';
import { addressesIn, addressMd5, normaliseAddress } from './address.ts';
import { buildKnownIndex, type KnownQuery } from './match.ts';
import { pdqDistance } from './pdq-distance.ts';

const PDQ = 'e999d926ef19eb18bf01af0840ff14f904d958e6586d61a661e6169a969678e9';
/** The hash with its first `count` bits turned over. */
const turned = (hash: string, count: number): string =>
  (BigInt(`0x${hash}`) ^ (((1n << BigInt(count)) - 1n) << BigInt(256 - count))).toString(16).padStart(64, '0');

const list = (entries: KnownEntry[], fields: Partial<KnownList> = {}) => ({
  list: {
    ...{
      id: 'harbour',
      name: 'Harbour list',
      source: 'Harbour office (fictional)',
      sharing: 'TLP:AMBER',
      format: 'csv',
    },
    ...{ fileHash: 'f'.repeat(64), entriesHash: 'e'.repeat(64), counts: {}, importedBy: 'account-a' },
    ...{ importedAt: '2026-01-01T00:00:00Z', recalled: {}, withdrawn: null, ...fields },
  } as KnownList,
  entries,
});
const query = (fields: Partial<KnownQuery>): KnownQuery => ({
  ...{ texts: [], said: '', url: 'https://forum.example/p/1', pictures: [], at: '2026-06-01T00:00:00Z' },
  ...fields,
});
const entry = (kind: KnownEntry['kind'], value: string, fields: Partial<KnownEntry> = {}): KnownEntry => ({
  ...{ id: 'e1', kind, value },
  ...fields,
});
const picture = (pdq: string | null, pdqQuality = 90, sha256: string | null = null) => ({
  ...{ pdq, pdqQuality, sha256, url: 'https://forum.example/i/1.png' },
});

describe('an entry is found', () => {
  const text = 'Rise up, Hollow Crown, this Friday';
  const sha = createHash('sha256').update(text).digest('hex');
  it.each<[string, KnownEntry, Partial<KnownQuery>, object]>([
    ['by the hash of the text', entry('sha256', sha), { texts: ['x', text] }, { where: 'text' }],
    ['by the hash of a file', entry('sha256', sha), { pictures: [picture(null, 0, sha)] }, { where: 'picture' }],
    [
      'in a link',
      entry('url', 'https://bad.example/a'),
      { said: 'see http://www.BAD.example/a/?utm_source=x#y.' },
      { where: 'link' },
    ],
    [
      'in a defanged link',
      entry('url', 'hxxps://bad[.]example/a'),
      { said: '看这里https://bad.example/a。' },
      { where: 'link' },
    ],
    ['at its own address', entry('url', 'forum.example/p/1'), {}, { where: 'address' }],
    [
      'by the MD5 of an address',
      entry('url_md5', addressMd5('https://bad.example/A')),
      { said: 'HTTPS://bad.example/a' },
      { where: 'link' },
    ],
    [
      'by nearly the same text',
      entry('raw_text', text),
      { said: 'RISE UP  hollow crown: this fridey!' },
      { where: 'text' },
    ],
    [
      'by 31 bits of 256',
      entry('pdq', PDQ),
      { pictures: [picture(turned(PDQ, 31))] },
      { where: 'picture', distance: 31 },
    ],
  ])('%s', (_how, one, fields, match) => {
    expect(buildKnownIndex([list([one])]).match(query(fields))).toEqual([
      {
        listId: 'harbour',
        listName: 'Harbour list',
        source: 'Harbour office (fictional)',
        entryId: 'e1',
        kind: one.kind,
        ...match,
      },
    ]);
  });
});

describe('an entry is not found', () => {
  it.each<[string, KnownEntry, Partial<KnownQuery>]>([
    ['at 32 bits', entry('pdq', PDQ), { pictures: [picture(turned(PDQ, 32))] }],
    ['in a picture that has too little to compare', entry('pdq', PDQ), { pictures: [picture(PDQ, 49)] }],
    ['on another path of the same host', entry('url', 'https://bad.example/a'), { said: 'https://bad.example/ab' }],
    [
      'when another parameter is asked for',
      entry('url', 'https://bad.example/?id=1'),
      { said: 'https://bad.example/?id=2' },
    ],
    [
      'in a text that says one word more',
      entry('raw_text', 'rise up this friday'),
      { said: 'do not rise up this friday' },
    ],
    ['after its end', entry('url', 'forum.example/p/1', { validUntil: '2026-05-31T00:00:00Z' }), {}],
  ])('%s', (_why, one, fields) => {
    expect(buildKnownIndex([list([one])]).match(query(fields))).toEqual([]);
  });

  it('after it was recalled, or its list withdrawn', () => {
    const act = { by: 'account-a', at: '2026-02-01T00:00:00Z', reason: 'wrong' };
    const one = [entry('url', 'forum.example/p/1')];
    expect(buildKnownIndex([list(one, { recalled: { e1: act } })]).match(query({}))).toEqual([]);
    expect(buildKnownIndex([list(one, { withdrawn: act })]).match(query({}))).toEqual([]);
  });
});

it('of several pictures the nearest counts, and every list is named', () => {
  const index = buildKnownIndex([
    list([entry('pdq', PDQ)]),
    list([entry('pdq', turned(PDQ, 4), { id: 'e9' })], { id: 'second', name: 'Second' }),
  ]);
  const found = index.match(query({ pictures: [picture(turned(PDQ, 10)), picture(turned(PDQ, 2))] }));
  expect(found.map(({ listName, entryId, distance }) => [listName, entryId, distance])).toEqual([
    ['Harbour list', 'e1', 2],
    ['Second', 'e9', 2],
  ]);
});

it('addresses are brought to one spelling, and nothing else is taken for one', () => {
  expect(normaliseAddress('HTTPS://www.Bad.Example:443/A/?b=2&a=1&fbclid=x#f')).toBe('bad.example/A?a=1&b=2');
  expect(normaliseAddress('http://127.0.0.1:4101/p/1')).toBe('127.0.0.1:4101/p/1');
  for (const text of [
    '',
    'word',
    'ftp://bad.example/a',
    'javascript:alert(1)',
    'mailto:a@bad.example',
    'two words.example',
  ])
    expect(normaliseAddress(text), text).toBeNull();
  expect(addressesIn('一 https://a.example/x,二 (http://b.example/y) and www.c.example!')).toEqual([
    'https://a.example/x',
    'http://b.example/y',
    'www.c.example',
  ]);
});

it('distance counts the bits that differ', () => {
  expect(pdqDistance(PDQ, PDQ)).toBe(0);
  for (const bits of [1, 31, 32, 64, 200, 256]) expect(pdqDistance(PDQ, turned(PDQ, bits))).toBe(bits);
});
