import { expect, test } from 'vitest';
import type { AllowListEntry } from '#api/schemas/sources.ts';
import en from '../../locales/en.json' with { type: 'json' };
import {
  emptySource,
  entryOfDraft,
  faultsAt,
  hostsOf,
  idOf,
  recipeDraftOf,
  recipeOf,
  sourceDraftOf,
} from './source-form.ts';

const NOW = Date.parse('2026-03-01T09:00:00.000Z');
const entry: AllowListEntry = {
  ...{ id: 'quay', name: 'Quay notes', adapter: 'page' as const, addresses: ['https://quay.example/a'] },
  ...{ hosts: ['quay.example'], operatorId: 'quay', languages: ['en', 'zh'], everySeconds: 90 },
  ...{
    pace: { fastestSeconds: 60, slowestSeconds: 900 },
    budget: { requestsPerDay: 500, bytesPerDay: 9_500_000, hostRequestsPerDay: 300 },
  },
  ...{ delayMilliseconds: 1500, maxRequestsPerPoll: 20, legalBasis: 'Act, s. 7', purpose: 'For review.' },
  ...{ owner: 'sam', retentionDays: 180, reviewBy: '2026-08-01T12:30:00.000Z' },
  recipes: [
    {
      ...{ item: 'article', id: { selector: ':scope', attr: 'id' }, url: { selector: 'a', attr: 'href' } },
      ...{ text: { selector: '' }, time: { selector: 'time', attr: 'datetime' }, follow: 'a.thread' },
      ...{ next: { selector: 'a.next', attr: 'href' }, render: 'browser' as const, waitFor: '#ready', maxPages: 3 },
      revisitSeconds: 60,
      timeZone: 'Asia/Shanghai',
    },
  ],
};

test('an entry that goes through the form untouched comes back as it was', () => {
  const draft = sourceDraftOf({ source: null, proposal: { entry } as never });
  if (draft === null) throw new Error('nothing to change');
  expect(entryOfDraft(draft, entry)).toEqual(entry);
  const emptied = { fastest: '', slowest: ' ', requestsPerDay: '', megabytesPerDay: '', hostRequestsPerDay: '' };
  const { pace: _pace, budget: _budget, ...free } = entry;
  expect(entryOfDraft({ ...draft, ...emptied }, entry)).toEqual(free);
  for (const recipe of entry.recipes ?? []) expect(recipeOf(recipeDraftOf(recipe))).toEqual(recipe);
});

test('an empty form says nothing that the server would take', () => {
  const made = entryOfDraft(emptySource(NOW, 'sam'));
  expect(made).toMatchObject({ id: '', addresses: [], owner: 'sam', reviewBy: '2026-08-28T00:00:00.000Z' });
  expect(entryOfDraft({ ...emptySource(NOW, 'sam'), adapter: 'feed' }).recipes).toBeUndefined();
  expect(entryOfDraft({ ...emptySource(NOW, 'sam'), adapter: 'sitemap' }).recipes).toHaveLength(1);
  expect(JSON.parse(JSON.stringify(entryOfDraft({ ...emptySource(NOW, 'sam'), every: '' })))).toMatchObject({
    everySeconds: null,
  });
});

test('hosts and ids are made of what was typed', () => {
  expect(hostsOf('https://a.example/x\nhttps://a.example/y, http://b.example:81/ nothing')).toEqual([
    ...['a.example', 'b.example:81'],
  ]);
  expect(idOf('  Café du Port: Tide, board ')).toBe('cafe-du-port-tide-board');
});

test('faults go to the field that they are within, and every rule of the schema has words', () => {
  const faults = ['/addresses/1', '/addressesX', '/addresses'].map((location) => ({ location, message: 'wrong' }));
  expect(faultsAt(faults, '/addresses').map(({ location }) => location)).toEqual(['/addresses/1', '/addresses']);
  const rules = ['not_address', 'credentials', 'off_hosts', 'twice', 'recipe_count', 'review_past', 'review_far'];
  const more = [
    'secret',
    'selector',
    'owner',
    'taken',
    'required',
    'minLength',
    'minItems',
    'minimum',
    'type',
    'pattern',
    'time_zone',
  ];
  expect([...rules, ...more].filter((rule) => !(rule in en.source.faults))).toEqual([]);
});
