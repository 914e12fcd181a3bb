import { describe, expect, it } from 'vitest';
import { type ParsedList, parseList } from '#classifiers/known/formats/parse-list.ts';
import type { ListFormat } from '#core/known-list.ts';
import { EXPORT_FORMATS, exportItems } from './export.ts';
import { houseNamespace, itemId, type SharedView } from './item.ts';
import { observableOf, stixBundle } from './stix.ts';

const sharer = { publicUrl: 'https://weir.example', name: 'Office for Online Safety (test)' };
const [EARLY, LATE] = ['2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z'];
const item = (kind: SharedView['kind'], value: string, change: Partial<SharedView> = {}): SharedView => ({
  ...{ id: itemId(sharer, { kind, value }, 1), kind, value, categories: ['recruitment'] },
  ...{ createdAt: EARLY, modifiedAt: EARLY, revoked: false, ...change },
});
const HASH = 'a'.repeat(64);
const PDQ = `f8${'0'.repeat(61)}1`;
const URLS = ['https://lanternfish.example/p/1', 'https://lanternfish.example/it\'s,"quoted"\\x'];
const items: SharedView[] = [
  item('sha256', HASH),
  item('pdq', PDQ, { categories: ['threat', 'recruitment'] }),
  ...URLS.map((url) => item('url', url)),
];
const revoked = item('url', 'https://lanternfish.example/wrong', { revoked: true, modifiedAt: LATE });
const read = (format: ListFormat, text: string): ParsedList => parseList(Buffer.from(text), format);
const values = ({ entries }: ParsedList): [string, string][] => entries.map(({ kind, value }) => [kind, value]);

describe('what Weir writes, Weir reads', () => {
  const all = items.map(({ kind, value }) => [kind, value]);
  it('as STIX 2.1, where an indicator that was revoked is one for the reader too', () => {
    const list = read('stix', exportItems('stix', [...items, revoked], sharer));
    expect(values(list)).toEqual(all);
    expect(list.leftOut).toEqual({
      'objects of type marking-definition': 1,
      'objects of type identity': 1,
      'objects of type file': 1,
      'objects of type url': 2,
      'indicators that their publisher revoked': 1,
    });
    expect(list.entries.map(({ id }) => id)).toEqual(items.map(({ id }) => `indicator--${id}`));
  });
  it('as CSV', () => expect(values(read('csv', exportItems('csv', [...items, revoked], sharer)))).toEqual(all));
  it('as signals, which know no hash of a text', () =>
    expect(values(read('signal-exchange', exportItems('signal-exchange', [...items, revoked], sharer)))).toEqual(
      all.filter(([kind]) => kind !== 'sha256'),
    ));
});

describe('STIX 2.1', () => {
  it('is the same bytes for the same items, with the ids that the standard prescribes', () => {
    expect(stixBundle(items, sharer)).toBe(stixBundle(items, sharer));
    // Of the same value everybody makes the same id (section 2.9).
    expect(observableOf({ kind: 'url', value: 'https://example.com/research/index.html' })?.id).toMatch(
      /^url--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(houseNamespace(sharer)).not.toBe(houseNamespace({ publicUrl: 'https://other.example' }));
  });
  it('revokes by a later version of the same object, and does not name the thing any more', () => {
    const { objects } = JSON.parse(stixBundle([revoked], sharer)) as { objects: Record<string, unknown>[] };
    expect(objects.map(({ type }) => type)).toEqual(['marking-definition', 'identity', 'indicator']);
    expect(objects[2]).toMatchObject({ id: `indicator--${revoked.id}`, created: EARLY, modified: LATE, revoked: true });
  });
  it('comes back as another object', () => {
    const value = revoked.value;
    expect(itemId(sharer, { kind: 'url', value }, 2)).not.toBe(itemId(sharer, { kind: 'url', value }, 1));
  });
});

it('a hash list of the ThreatExchange API tells by a tombstone what was taken back', () => {
  const { data } = JSON.parse(exportItems('threat-updates', [...items, revoked], sharer)) as {
    data: Record<string, unknown>[];
  };
  expect(data.map(({ type, should_delete, descriptors }) => [type, should_delete, descriptors !== undefined])).toEqual([
    ['HASH_SHA256', false, true],
    ['HASH_PDQ', false, true],
    ['URI', false, true],
    ['URI', false, true],
    ['URI', true, false],
  ]);
  for (const { id } of data) expect(id).toMatch(/^\d{1,19}$/);
});

it('no format says anything but hash, address, category, time and authority', () => {
  const secret = { ...items[0], cases: [{ caseId: 'case-of-secrets' }], seq: 3, title: 'case-of-secrets' };
  for (const format of EXPORT_FORMATS)
    expect(exportItems(format, [secret as unknown as SharedView], sharer)).not.toContain('secrets');
});
