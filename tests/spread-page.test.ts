/** How a case shows that a text spreads: a real server, a real browser, both languages. */
import { beforeAll, expect, it } from 'vitest';
import { addLocation, checkLocation } from '#core/case-state.ts';
import { addMilliseconds } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import type { Spread } from '#core/spread.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { house, openPageHouse, signIn } from './page-house.ts';

openPageHouse();
const HOUR = 3_600_000;
const machine = { kind: 'system' as const, id: 'test' };
let caseId: string;

beforeAll(async () => {
  const { cases } = house.store;
  const subject = await house.openCase('spread', { operatorIds: ['lantern'] });
  caseId = subject.id;
  const first = subject.locations[0];
  if (first === undefined) throw new Error('no address');
  const add = (n: number, operatorId: string, hours: number) =>
    cases.change(caseId, machine, (current) => {
      const at = addMilliseconds(first.publishedAt, hours * HOUR);
      const url = `https://${operatorId}.example/copy-${n}`;
      return addLocation(current, {
        ...{ ...first, postId: sha256(url), url, operatorId, platform: operatorId, sourceId: operatorId },
        ...{ publishedAt: at, firstSeenAt: at },
      });
    });
  for (const [n, operatorId, hours] of [
    [1, 'ferry', 3],
    [2, 'ferry', 4],
    [3, 'lantern', 20],
  ] as const)
    await add(n, operatorId, hours);
  const at = house.clock.now().toISOString();
  await cases.change(caseId, machine, (current) => [
    {
      type: 'case.decided',
      data: {
        decision: {
          ...{ outcome: 'violating', categories: ['recruitment'], legalBasis: 'tco-art-3', exemption: null },
          ...{ reason: 'Asks readers to join.', contentHash: current.contentHash, reviewer: 'rolf' },
          ...{ at, undoUntil: at, undoneAt: null },
        },
      },
    },
    { type: 'case.hold_ended', data: {} },
  ]);
  await cases.change(caseId, machine, (current) =>
    checkLocation(current, { postId: first.postId, status: 'gone_by_operator', checkedAt: at }),
  );
  await add(4, 'ferry', 26);
  house.clock.advance(26 * HOUR);
});

it('the API gives the figures to whoever may read the case', async () => {
  const spread = (await (await house.signIn('rita')).get(`/cases/${caseId}/spread`)).json<Spread>();
  expect(spread).toMatchObject({ total: 5, up: 4, gone: 1, first: { platform: 'lantern' } });
  expect(spread.platforms.map(({ platform, total, up }) => [platform, total, up])).toEqual([
    ['lantern', 2, 1],
    ['ferry', 3, 3],
  ]);
  expect(spread.returns).toMatchObject([{ sourceId: 'ferry', after: 'confirmation' }]);
  const auditor = await (await house.signIn('lena')).get('/cases/case-none/spread');
  expect(auditor.statusCode).toBe(404);
});

it.each([
  [
    'en',
    'How it spread',
    '4 of 5',
    'Break the chain: 4 copies to take down',
    'This text was confirmed, and then came up',
  ],
  ['zh-CN', '传播情况', '4 / 5', '阻断传播链：尚有 4 个副本待移除', '该内容确认违规后又新出现 1 次'],
])('the case shows where the text is, and the alarm (%s)', async (locale, title, copies, chain, alarm) => {
  const page = await signIn('rita', locale, `/review/cases/${caseId}`);
  const panel = page.getByTestId(TEST_IDS.spread);
  await page.getByTestId(TEST_IDS.spreadAlarm).waitFor();
  const text = await panel.textContent();
  for (const words of [title, copies, chain, alarm]) expect(text).toContain(words);
  // A click would tell the platform who looks.
  expect(await panel.locator('a').count()).toBe(0);
  await expectAccessible(page);
  await page.context().close();
});
