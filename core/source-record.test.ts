import { expect, test } from 'vitest';
import { type AllowListEntry, entryFaults } from './allow-list-entry.ts';
import { isWeirError } from './errors.ts';
import type { Actor } from './event.ts';
import {
  approveSource,
  editSource,
  evolveSource,
  pauseSource,
  refuseSource,
  resumeSource,
  retireSource,
  type SourceDraft,
  type SourceEvent,
  type SourceRecord,
  sourceActions,
  stateOf,
} from './source-record.ts';

const NOW = '2026-03-01T09:00:00.000Z';
const person = (id: string): Actor => ({ kind: 'human', id });
const [sam, kim, noor] = [person('sam'), person('kim'), person('noor')];

const entry = (change: Partial<AllowListEntry> = {}): AllowListEntry => ({
  id: 'quay',
  name: 'Quay notes',
  adapter: 'feed',
  addresses: ['https://quay.example/atom.xml'],
  hosts: ['quay.example'],
  operatorId: 'operator-quay',
  languages: ['en'],
  everySeconds: 600,
  delayMilliseconds: 1000,
  maxRequestsPerPoll: 20,
  legalBasis: 'Act of the test, s. 7',
  purpose: 'Find public posts for review by people.',
  owner: 'sam',
  retentionDays: 180,
  reviewBy: '2026-09-01T00:00:00.000Z',
  ...change,
});

const fold = (before: SourceRecord | null, drafts: SourceDraft[], actor: Actor): SourceRecord => {
  let state = before;
  for (const draft of drafts) {
    const seq = (state?.seq ?? 0) + 1;
    const subject = { type: 'source' as const, id: 'quay' };
    state = evolveSource(state, {
      v: 1,
      id: `source:quay:${seq}`,
      subject,
      seq,
      at: NOW,
      actor,
      ...draft,
    } as SourceEvent);
  }
  if (state === null) throw new Error('nothing happened');
  return state;
};
const proposed = (): SourceRecord =>
  fold(null, [{ type: 'source.proposed', data: { entry: entry(), reason: 'found by hand' } }], sam);
const active = (): SourceRecord =>
  fold(proposed(), approveSource(proposed(), { actor: kim, version: 1, reason: 'looked at it' }, NOW), kim);
const by = (actor: Actor, version: number) => ({ actor, version, reason: 'because of the test' });
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isWeirError(error)) return error.code;
    throw error;
  }
  return 'nothing was refused';
};

test('a source is in force when somebody other than its author has approved it', () => {
  const subject = proposed();
  expect([stateOf(subject, NOW), subject.record]).toEqual(['proposed', null]);
  expect(codeOf(() => approveSource(subject, { actor: sam, version: 1, reason: null }, NOW))).toBe(
    'SECOND_PERSON_REQUIRED',
  );
  const house = { kind: 'system' as const, id: 'kim' };
  expect(codeOf(() => approveSource(subject, { actor: house, version: 1, reason: null }, NOW))).toBe(
    'SECOND_PERSON_REQUIRED',
  );
  expect(codeOf(() => approveSource(subject, { actor: kim, version: 2, reason: null }, NOW))).toBe('SOURCE_CHANGED');
  expect(sourceActions(subject, 'sam')).toEqual(['edit', 'refuse']);
  expect(sourceActions(subject, 'kim')).toEqual(['edit', 'approve', 'refuse']);
  const done = active();
  expect(stateOf(done, NOW)).toBe('active');
  expect(done.record).toMatchObject({ approvedBy: 'kim', approvedAt: NOW, paused: false, retentionDays: 180 });
});

test('whoever has a hand in a proposal does not approve it, however many they are', () => {
  const subject = proposed();
  const again = fold(subject, editSource(subject, by(kim, 1), entry({ everySeconds: 60 })), kim);
  for (const actor of [sam, kim])
    expect(codeOf(() => approveSource(again, { actor, version: 2, reason: null }, NOW))).toBe('SECOND_PERSON_REQUIRED');
  expect(fold(again, approveSource(again, { actor: noor, version: 2, reason: null }, NOW), noor).record).toMatchObject({
    everySeconds: 60,
  });
});

test('daily matters are in force at once; where the house goes waits for a second person', () => {
  const subject = active();
  const slower = fold(subject, editSource(subject, by(sam, 2), entry({ everySeconds: 900 })), sam);
  expect([slower.record?.everySeconds, slower.proposal, slower.record?.approvedBy]).toEqual([900, null, 'kim']);
  const wider = entry({ everySeconds: 900, hosts: ['quay.example', 'pier.example'] });
  const waiting = fold(slower, editSource(slower, by(sam, 3), wider), sam);
  expect(waiting.record?.hosts).toEqual(['quay.example']);
  expect(waiting.proposal).toMatchObject({ authors: ['sam'], entry: wider });
  // A daily matter joins what waits: it was not asked for alone.
  const both = fold(waiting, editSource(waiting, by(sam, 4), { ...wider, everySeconds: 60 }), sam);
  expect(both.record?.everySeconds).toBe(900);
  const refused = fold(both, refuseSource(both, by(kim, 5)), kim);
  expect([refused.record?.hosts, refused.proposal]).toEqual([['quay.example'], null]);
  const approved = fold(both, approveSource(both, { actor: kim, version: 5, reason: null }, NOW), kim);
  expect(approved.record?.hosts).toEqual(['quay.example', 'pier.example']);
});

test('a change builds on the version that was seen, and says something', () => {
  const subject = active();
  expect(codeOf(() => editSource(subject, by(sam, 1), entry({ everySeconds: 1 })))).toBe('SOURCE_CHANGED');
  expect(codeOf(() => editSource(subject, by(sam, 2), entry()))).toBe('SOURCE_UNCHANGED');
});

test('a source rests and goes on with a reason, and is retired for good', () => {
  const subject = active();
  const resting = fold(subject, pauseSource(subject, 'the site is moving'), sam);
  expect([stateOf(resting, NOW), resting.record?.paused, resting.pause?.reason]).toEqual([
    ...['paused', true, 'the site is moving'],
  ]);
  expect(pauseSource(resting, 'again')).toEqual([]);
  const on = fold(resting, resumeSource(resting, 'it has moved'), kim);
  expect([stateOf(on, NOW), on.record?.paused, on.pause]).toEqual(['active', false, null]);
  const ended = fold(on, retireSource(on, by(sam, on.seq)), sam);
  expect([stateOf(ended, NOW), ended.record?.paused]).toEqual(['retired', true]);
  for (const act of [
    () => resumeSource(ended, 'no'),
    () => editSource(ended, by(sam, ended.seq), entry({ name: 'x' })),
    () => retireSource(ended, by(sam, ended.seq)),
  ])
    expect(codeOf(act)).toBe('SOURCE_STATE');
  expect(sourceActions(ended, 'kim')).toEqual([]);
  expect(ended.history.map(({ act, reason }) => [act, reason])).toEqual([
    ['proposed', 'found by hand'],
    ['approved', 'looked at it'],
    ['paused', 'the site is moving'],
    ['resumed', 'it has moved'],
    ['retired', 'because of the test'],
  ]);
});

test('after its review date a source stops, and a proposal of it cannot be approved', () => {
  const late = '2026-09-01T00:00:00.000Z';
  expect(stateOf(active(), late)).toBe('overdue');
  expect(codeOf(() => approveSource(proposed(), { actor: kim, version: 1, reason: null }, late))).toBe(
    'SOURCE_REVIEW_PAST',
  );
});

test('an entry that the house wrote itself stands as it is, and an old record has no proposal', () => {
  const { retentionDays: _none, ...old } = entry();
  const source = { ...old, approvedBy: 'sam', approvedAt: NOW, paused: true };
  const set = fold(null, [{ type: 'source.set', data: source }], { kind: 'system', id: 'demo' });
  expect([stateOf(set, NOW), set.record]).toEqual(['paused', source]);
  const stored = { seq: 1, record: source };
  const on = evolveSource(stored, {
    ...{ v: 1, id: 'source:quay:2', subject: { type: 'source', id: 'quay' }, seq: 2, at: NOW, actor: sam },
    ...{ type: 'source.resumed', data: { reason: 'by hand' } },
  });
  expect(on).toMatchObject({ id: 'quay', seq: 2, proposal: null, record: { paused: false } });
});

test.each<[string, Partial<AllowListEntry>, [string, string][]]>([
  ['a sound entry', {}, []],
  [
    'an address off the hosts',
    { addresses: ['https://quay.example/atom.xml', 'https://pier.example:8443/x'] },
    [['/addresses/1', 'lies on pier.example:8443, which is not among the hosts']],
  ],
  [
    'an address with a port that is allowed',
    { addresses: ['http://quay.example:81/'], hosts: ['quay.example:81'] },
    [],
  ],
  [
    'a user and a secret in an address',
    { addresses: ['https://me:pw@quay.example/', 'https://quay.example/?api_key=1', 'https://quay.example/?q=token'] },
    [
      ['/addresses/0', 'carries a user name or password'],
      ['/addresses/1', 'carries a secret in api_key'],
    ],
  ],
  [
    'a secret among the words',
    { purpose: 'Read it with password: quay-of-1999, please.' },
    [['/purpose', 'seems to hold a password, key or token']],
  ],
  ['words about passwords', { purpose: 'Find posts that trade in stolen passwords and tokens.' }, []],
  ['a review that is over', { reviewBy: '2026-03-01T09:00:00.000Z' }, [['/reviewBy', 'is over already']]],
  ['a review in years', { reviewBy: '2028-01-01T00:00:00.000Z' }, [['/reviewBy', 'lies more than a year ahead']]],
  ['a page without a recipe', { adapter: 'page' }, [['/recipes', 'has 0 recipes for 1 addresses']]],
  ['a sitemap without a recipe', { adapter: 'sitemap' }, [['/recipes', 'has 0 recipes for 1 addresses']]],
  [
    'the same address twice',
    { addresses: ['https://quay.example/a', 'https://quay.example/a'] },
    [['/addresses/1', 'stands there twice']],
  ],
])('faults of %s are named by their place', (_name, change, expected) => {
  const faults = entryFaults(entry(change), NOW);
  expect(faults.map(({ location, message }) => [location, message])).toEqual(expected);
  expect(faults.filter(({ rule }) => rule === undefined)).toEqual([]);
});
