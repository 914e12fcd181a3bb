/** The figures of the work, and who saw what, as people see them: by keyboard, in both languages, wide and narrow, light and dark. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { WorkFigures } from '#api/schemas/figures.ts';
import { addMilliseconds } from '#core/clock.ts';
import type { Source } from '#core/source.ts';
import { mondayOf, WEEK } from '#core/week.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PASSWORD } from './api-house.ts';
import { openSignIn, PATIENCE, submitSignIn } from './browser.ts';
import { expectPresentable, pressOn, tabTo, typeInto } from './looks.ts';
import { browser, house, openPageHouse, url } from './page-house.ts';
import { storeScored } from './scored-posts.ts';
import { seedNotices } from './seeded-notices.ts';
import { seedWork } from './seeded-work.ts';

openPageHouse({ config: { drift: { alarmAt: 0.25, leastPosts: 20 } } });

const OVERDUE: Source = {
  ...{ id: 'lanternfish', name: 'Lanternfish', adapter: 'feed', addresses: ['https://lanternfish.example/feed'] },
  ...{ hosts: ['lanternfish.example'], operatorId: 'ferry', languages: ['en'], everySeconds: 60 },
  ...{ delayMilliseconds: 1000, maxRequestsPerPoll: 10, legalBasis: 'test', purpose: 'test', owner: 'sven' },
  ...{ approvedBy: 'sven', approvedAt: '2026-01-01T00:00:00.000Z', reviewBy: '2026-04-01T00:00:00.000Z' },
  paused: false,
};
let figures: WorkFigures;

beforeAll(async () => {
  await seedNotices(house);
  await seedWork(house);
  figures = (await (await house.signIn('sven')).get('/oversight/figures')).json<WorkFigures>();
  const low = (n: number): number => (n % 10) / 16;
  const monday = mondayOf(house.clock.now().toISOString());
  const weeksAgo = (weeks: number): string => addMilliseconds(monday, -weeks * WEEK).slice(0, 10);
  for (const weeks of [2, 1]) await storeScored(house.store, weeksAgo(weeks), 30, low);
  await storeScored(house.store, weeksAgo(0), 30, () => 0.85);
  await house.store.sources.set(OVERDUE, { kind: 'system', id: 'test' });
}, 300_000);

const signIn = async (login: string, locale: string): Promise<{ page: Page; refused: string[] }> => {
  const page = await openSignIn(browser, url, locale);
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  await submitSignIn(page, login, PASSWORD);
  return { page, refused };
};
const drawn = (page: Page) => page.getByTestId(TEST_IDS.chart).locator('svg');

test(
  'a supervisor goes through the charts by keyboard, reads one as a table, and comes to the cases behind a number',
  async () => {
    const { page, refused } = await signIn('sven', 'en-GB');
    await page.goto(`${url}/oversight`);
    await page.getByTestId(TEST_IDS.oversight).waitFor();
    await pressOn(page, page.getByRole('link', { name: 'Figures' }));
    await expect.poll(() => drawn(page).count(), { timeout: PATIENCE }).toBe(9);
    await expectPresentable(page, 'oversight-figures');
    const precision = page.getByTestId(TEST_IDS.chart).first();
    expect(await precision.getByRole('img').first().getAttribute('aria-label')).toContain(
      'Precision of the model. Last,',
    );
    await pressOn(page, precision.getByTestId(TEST_IDS.chartTable));
    const rows = await precision.locator('tbody tr').count();
    expect(rows).toBe(figures.weeks.length);
    const at = figures.weeks.findIndex(({ falseAlarms }) => falseAlarms > 1);
    const week = figures.weeks[at];
    if (week === undefined) throw new Error('no week with false alarms');
    const row = precision.locator('tbody tr').nth(at);
    expect(await row.locator('td').allTextContents()).toEqual([
      ...[week.judged, week.confirmed, week.falseAlarms].map(String),
      `${Math.round((week.confirmed / week.judged) * 100)}%`,
    ]);
    await pressOn(page, row.getByRole('button', { name: /False alarms/ }));
    const links = precision.getByTestId(TEST_IDS.figureRecords).getByRole('link');
    await expect.poll(() => links.count(), { timeout: PATIENCE }).toBe(week.falseAlarms);
    await expectPresentable(page, 'oversight-figures-table');
    await pressOn(page, links.first());
    await page.getByTestId(TEST_IDS.caseView).waitFor();
    expect(refused).toEqual([]);
  },
  4 * PATIENCE,
);

test.each([
  ['en-GB', 'sven', 'Refused, Notice (DSA art. 16)'],
  ['zh-CN', 'olga', '被拒绝, 通知（数字服务法第 16 条）'],
] as const)(
  'in %s %s comes by keyboard from a number of the notices to those it was counted from',
  async (locale, login, name) => {
    const { page, refused } = await signIn(login, locale);
    await page.goto(`${url}/oversight/figures`);
    const notices = page.getByTestId(TEST_IDS.noticeFigures);
    await notices.waitFor();
    const [ofArticle16] = figures.byInstrument;
    if (ofArticle16 === undefined || ofArticle16.refused === 0) throw new Error('no notice was refused');
    const row = notices.locator('tbody tr').first();
    const { sent, replied, refused: no, overdue } = ofArticle16;
    expect((await row.locator('td').allTextContents()).slice(0, 4)).toEqual([sent, replied, no, overdue].map(String));
    await pressOn(page, row.getByRole('button', { name }));
    const links = notices.getByTestId(TEST_IDS.figureRecords).getByRole('link');
    await expect.poll(() => links.count(), { timeout: PATIENCE }).toBe(no);
    await expectPresentable(page, 'oversight-figures-notices');
    expect(await links.first().getAttribute('href')).toMatch(/\/liaison\/notices\/notice-/);
    expect(refused).toEqual([]);
  },
  2 * PATIENCE,
);

test(
  'an auditor narrows the figures by keyboard in Chinese, and the address keeps the choice',
  async () => {
    const { page, refused } = await signIn('olga', 'zh-CN');
    await page.goto(`${url}/oversight/figures`);
    await expect.poll(() => drawn(page).count(), { timeout: PATIENCE }).toBe(9);
    await tabTo(page, page.getByTestId(TEST_IDS.figureLanguage));
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/lang=en/);
    await tabTo(page, page.getByTestId(TEST_IDS.figureWeeks));
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/weeks=26/);
    await page.reload();
    await expect.poll(() => drawn(page).count(), { timeout: PATIENCE }).toBe(9);
    expect(await page.getByTestId(TEST_IDS.figureLanguage).inputValue()).toBe('en');
    await expectPresentable(page, 'oversight-figures');
    await pressOn(page, page.getByTestId(TEST_IDS.chart).first().getByTestId(TEST_IDS.chartTable));
    await expectPresentable(page, 'oversight-figures-table');
    expect(refused).toEqual([]);
  },
  3 * PATIENCE,
);

test(
  'a supervisor reads the reasons of looks and asks by name; an auditor sees kinds and roles, and no name',
  async () => {
    const { page } = await signIn('sven', 'en-GB');
    await page.goto(`${url}/review/cases/case-work-10`);
    await page.getByTestId(TEST_IDS.caseView).waitFor();
    await page.goto(`${url}/oversight/looks`);
    const looks = page.getByTestId(TEST_IDS.looks);
    await looks.getByRole('rowheader', { name: 'Case opened' }).waitFor();
    await pressOn(page, page.getByRole('button', { name: 'Read the reasons' }));
    await page.getByTestId(TEST_IDS.lookReasons).getByText('none asked for').first().waitFor();
    await typeInto(page, page.getByTestId(TEST_IDS.lookNameId), 'case-work-10');
    await typeInto(page, page.getByTestId(TEST_IDS.lookNameReason), 'A text got out of the house.');
    await page.keyboard.press('Enter');
    await page.getByTestId(TEST_IDS.lookNamed).getByRole('rowheader', { name: 'sven of the test' }).first().waitFor();
    await expectPresentable(page, 'oversight-looks');

    const { page: theirs } = await signIn('olga', 'zh-CN');
    await theirs.goto(`${url}/oversight/looks`);
    await theirs.getByRole('rowheader', { name: '查询查看者' }).waitFor();
    expect(await theirs.getByTestId(TEST_IDS.lookName).count()).toBe(0);
    expect(await theirs.getByTestId(TEST_IDS.looks).textContent()).not.toContain('sven');
    await expectPresentable(theirs, 'oversight-looks');
  },
  4 * PATIENCE,
);

test(
  'the overview tells of a shift and of a source overdue, and the tab has its badge',
  async () => {
    for (const [login, locale] of [
      ['sven', 'en-GB'],
      ['olga', 'zh-CN'],
    ] as const) {
      const { page } = await signIn(login, locale);
      await page.goto(`${url}/oversight`);
      await page.getByTestId(TEST_IDS.driftNotice).waitFor();
      await page.getByTestId(TEST_IDS.overdueSources).getByRole('link', { name: 'Lanternfish' }).waitFor();
      await page.getByTestId(TEST_IDS.retentionRuns).waitFor();
      await expectPresentable(page, 'oversight-overview');
      await pressOn(page, page.getByTestId(TEST_IDS.driftNotice).getByRole('link'));
      await page.getByTestId(TEST_IDS.driftSource).waitFor();
      expect(await page.getByTestId(TEST_IDS.driftBadge).textContent()).toContain('1');
      await expect
        .poll(() => page.getByTestId(TEST_IDS.driftSource).locator('svg').count(), { timeout: PATIENCE })
        .toBe(3);
      await expectPresentable(page, 'oversight-drift');
    }
  },
  4 * PATIENCE,
);

test(
  'a supervisor and an auditor read how far people agree, and of no person a figure',
  async () => {
    for (const [login, locale] of [
      ['sven', 'en-GB'],
      ['olga', 'zh-CN'],
    ] as const) {
      const { page } = await signIn(login, locale);
      await page.goto(`${url}/review/quality`);
      await page.getByTestId(TEST_IDS.agreement).getByRole('rowheader').first().waitFor();
      await page.getByTestId(TEST_IDS.disputed).getByText(/./).first().waitFor();
      for (const name of ['ana', 'bo', 'cy', 'di'])
        expect(await page.getByTestId(TEST_IDS.agreement).getByText(name, { exact: true }).count()).toBe(0);
      await expectPresentable(page, 'review-quality');
    }
  },
  3 * PATIENCE,
);
