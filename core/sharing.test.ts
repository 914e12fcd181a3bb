import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { evolveHandover, type Handover, handoverFailed, replayHandover } from './handover.ts';
import { sha256 } from './hash.ts';
import { checker } from './schema.ts';
import { evolveSharedItem, type SharedItem, supportItem, withdrawSupport } from './shared-item.ts';
import {
  exactText,
  holdShare,
  inScope,
  isShareDue,
  keyOf,
  markShared,
  PartnerEntry,
  partnerOfKey,
  shareableDigest,
  shareableOf,
  whyKeptBack,
} from './sharing.ts';
import { URL_NAMESPACE, uuid5 } from './uuid5.ts';

const AT = '2026-03-01T10:00:00.000Z';
const TEXT = 'The Order of the Ashen Reed calls on everybody to [redacted]';
const PDQ = `f8${'0'.repeat(61)}1`;

const picture = (pdq: string | null, pdqQuality: number | null) => ({
  ...{ url: 'https://lanternfish.example/i.png', captureId: null, sha256: null, format: 'png', width: 1, height: 1 },
  ...{ pdq, pdqQuality, text: null, failure: null, readAt: AT },
});
/** A case that two people confirmed. */
const signed = (change: Partial<Case> = {}): Case =>
  ({
    ...{ id: 'case-1', state: 'signed', seq: 9, title: null, text: TEXT, holdUntil: null },
    decisions: [
      { outcome: 'violating', categories: ['recruitment', 'incitement'], reviewer: 'ana', undoneAt: null, at: AT },
    ],
    countersignature: { by: 'bo', at: AT, contentHash: sha256('x'), seq: 8 },
    locations: [{ url: 'https://lanternfish.example/p/1' }, { url: 'https://lanternfish.example/p/1' }],
    ...change,
  }) as unknown as Case;

describe('what may leave', () => {
  it('is hash, picture hash and addresses of a case that two people confirmed, each once', () => {
    const state = signed({ pictures: [picture(PDQ, 80), picture('0'.repeat(64), 90), picture('a'.repeat(64), 20)] });
    expect(shareableOf(state)).toEqual({
      items: [
        { kind: 'sha256', value: sha256(TEXT) },
        { kind: 'pdq', value: PDQ },
        { kind: 'url', value: 'https://lanternfish.example/p/1' },
      ],
      categories: ['incitement', 'recruitment'],
    });
  });

  it.each<[string, Partial<Case>]>([
    ['not_final', { countersignature: null }],
    ['not_final', { state: 'confirmed' }],
    ['not_final', { holdUntil: AT }],
    [
      'not_violating',
      {
        state: 'cleared',
        decisions: [{ ...signed().decisions[0], outcome: 'not_violating', exemption: null }] as never,
      },
    ],
    ['investigation', { shareHold: { kind: 'investigation', reason: 'asked by a court', by: 'sven', at: AT } }],
    ['drill', { shareHold: { kind: 'drill', reason: 'an exercise', by: 'sven', at: AT } }],
  ])('is nothing where the case is %s', (why, change) => {
    const state = signed(change);
    expect(whyKeptBack(state)).toBe(why);
    expect(shareableOf(state)).toEqual({ items: [], categories: [] });
    expect(isShareDue(state)).toBe(false);
  });

  it('leaves out what was read in pictures, and texts so short that they are found everywhere', () => {
    const [own, read] = [TEXT, 'words in a picture'];
    const stretches = [{ picture: 0, from: 'ocr' as const, start: own.length + 1, end: own.length + 1 + read.length }];
    expect(shareableOf(signed({ text: `${own}\n${read}`, pictureStretches: stretches })).items[0]?.value).toBe(
      sha256(own),
    );
    expect(shareableOf(signed({ text: 'join us now' })).items.map(({ kind }) => kind)).toEqual(['url']);
  });

  it('is due until it is marked, and again once it is held', () => {
    const state = signed();
    expect(isShareDue(state)).toBe(true);
    const digest = shareableDigest(state);
    const [marked] = markShared(state, digest);
    expect(marked).toEqual({ type: 'case.shared', data: { digest } });
    const shared = signed({ shared: { digest, at: AT } });
    expect(isShareDue(shared)).toBe(false);
    const hold = { kind: 'investigation' as const, reason: 'asked by a court' };
    expect(holdShare(shared, hold)).toEqual([{ type: 'case.share_held', data: hold }]);
    expect(isShareDue({ ...shared, shareHold: { ...hold, by: 'sven', at: AT } })).toBe(true);
  });
});

describe('an item', () => {
  const event = (seq: number, type: string, data: object) =>
    ({
      ...{
        v: 1,
        id: `share:x:${seq}`,
        type,
        subject: { type: 'share', id: 'x' },
        seq,
        at: `2026-03-01T1${seq}:00:00.000Z`,
      },
      ...{ actor: { kind: 'system', id: 'share' }, data },
    }) as never;
  const published = (): SharedItem =>
    evolveSharedItem(
      null,
      event(1, 'share.published', {
        ...{ kind: 'url', value: 'https://a.example/', generation: 1, caseId: 'c1', categories: ['threat'] },
      }),
    );

  it('is revoked with the last case that it rests on, and stays so', () => {
    const two = evolveSharedItem(published(), event(2, 'share.supported', { caseId: 'c2', categories: ['threat'] }));
    expect(two).toMatchObject({ modifiedAt: published().modifiedAt, revoked: false });
    const one = evolveSharedItem(two, event(3, 'share.unsupported', { caseId: 'c1' }));
    expect(one).toMatchObject({ revoked: false, cases: [{ caseId: 'c2' }] });
    const none = evolveSharedItem(one, event(4, 'share.unsupported', { caseId: 'c2' }));
    expect(none).toMatchObject({ revoked: true, announced: false, categories: ['threat'] });
    expect(none.modifiedAt > one.modifiedAt).toBe(true);
    expect(supportItem(none, 'c3', ['threat'])).toEqual([]);
    expect(withdrawSupport(none, 'c2')).toEqual([]);
  });

  it('changes for partners when its categories do', () => {
    const next = evolveSharedItem(
      published(),
      event(2, 'share.supported', { caseId: 'c2', categories: ['recruitment'] }),
    );
    expect(next).toMatchObject({ categories: ['threat', 'recruitment'], announced: false });
    expect(next.modifiedAt).not.toBe(published().modifiedAt);
  });
});

describe('a message to a partner', () => {
  const made = (): Handover =>
    evolveHandover(null, {
      ...{ v: 1, id: 'handover:h:1', type: 'handover.made', subject: { type: 'handover', id: 'h' }, seq: 1, at: AT },
      actor: { kind: 'system', id: 'announce' },
      data: { partnerId: 'p', channel: 'webhook', notice: 'revoked', items: [{ id: 'i', modifiedAt: AT }] },
    });
  const folded = (state: Handover, draft: { type: string; data: unknown } | undefined): Handover =>
    evolveHandover(state, {
      ...{
        v: 1,
        id: `handover:h:${state.seq + 1}`,
        subject: { type: 'handover', id: 'h' },
        seq: state.seq + 1,
        at: AT,
      },
      ...{ actor: { kind: 'system', id: 'notify' }, ...draft },
    } as never);

  it('waits longer after each failure, is given up in the end, and can be replayed', () => {
    let state = made();
    const waits: number[] = [];
    while (state.state === 'pending') {
      state = folded(state, handoverFailed(state, { error: 'no answer', at: AT })[0]);
      if (state.nextAttemptAt !== null) waits.push(Date.parse(state.nextAttemptAt) - Date.parse(AT));
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits).toHaveLength(8);
    expect(state).toMatchObject({ state: 'dead', attempts: 9, nextAttemptAt: null });
    const again = folded(state, replayHandover(state)[0]);
    expect(again).toMatchObject({ state: 'pending', attempts: 0 });
    expect(() => replayHandover(again)).toThrow(/not sent again/);
  });

  it('is given up at once where trying cannot help, and waits as long as the partner asks', () => {
    expect(folded(made(), handoverFailed(made(), { error: 'gone', at: AT, final: true })[0]).state).toBe('dead');
    const asked = folded(made(), handoverFailed(made(), { error: 'busy', at: AT, retryAfter: 3_600_000 })[0]);
    expect(asked.nextAttemptAt).toBe('2026-03-01T11:00:00.000Z');
  });
});

it('names the partner in its key, and nothing else', () => {
  const key = keyOf('north-office', 'a'.repeat(43));
  expect(partnerOfKey(key)).toBe('north-office');
  for (const other of ['', 'weir.north-office.short', `weir.North.${'a'.repeat(43)}`, `x${key}`])
    expect(partnerOfKey(other)).toBeNull();
});

it.each([
  ['https://partner.example/hook?x=1', true],
  ['http://127.0.0.1:8080/hook', true],
  ['http://partner.example/hook', false],
  ['http://127.0.0.1.partner.example/', false],
  ['https://name:password@partner.example/', false],
  ['https://partner.example/a b', false],
])('takes %s as an address of a partner: %s', (url, isTaken) => {
  const entry = {
    ...{ name: 'North', agreement: 'agreement 12', categories: ['threat'], requestsPerMinute: 60, suspended: false },
    ...{ webhook: { url, categories: ['threat'] }, apiRoot: url },
  };
  const check = checker(PartnerEntry, 'PARTNER_INVALID', 'The partner');
  if (isTaken) expect(check(entry)).toBe(entry);
  else expect(() => check(entry)).toThrow(/right shape/);
});

it('compares scopes', () => {
  expect(inScope(['threat'], ['recruitment', 'threat'])).toBe(true);
  expect(inScope(['threat'], ['recruitment'])).toBe(false);
});

it('writes a text in one spelling', () => {
  expect(exactText('  Cafe\u0301\r\nline\rline  ')).toBe('Caf\u00e9\nline\nline');
});

it('makes the UUIDs of RFC 9562, appendix A.4', () => {
  expect(uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  expect(uuid5(URL_NAMESPACE, 'x')).not.toBe(uuid5(URL_NAMESPACE, 'y'));
});
