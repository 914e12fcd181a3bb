/** Sources as people manage them: a real browser, both languages, two supervisors, and a first visit that collects. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTrials } from '#cli/trials.ts';
import { createCollector, createEgress, type RobotsCache, type ValidatorStore } from '#crawlers/crawl.ts';
import { createRedisDayCounter } from '#crawlers/politeness/day-counter.ts';
import { createRedisHostClock } from '#crawlers/politeness/host-clock.ts';
import { type FixtureWeb, startFixtureWeb } from '#fixtures/web.ts';
import { collect } from '#pipeline/collect.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import type { TrySource } from '#pipeline/source-trial.ts';
import { loadConfig } from '#services/config.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { TWO_SUPERVISORS } from './api-house.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

const namespace = openPageHouse({
  people: TWO_SUPERVISORS,
  trySource: (source) => trials({ ...source, delayMilliseconds: 0 }),
});
const home = mkdtempSync(join(tmpdir(), 'weir-sources-'));
let web: FixtureWeb;
let ferry: string;
let trials: TrySource;

beforeAll(async () => {
  web = await startFixtureWeb({
    ...{ authorityPublicKeys: {}, trickleEverySeconds: 0, tickMilliseconds: 0, crawlDelaySeconds: 0 },
  });
  ferry = new URL(web.ferry.url).host;
  const config = loadConfig({ ...process.env, WEIR_MODE: 'demo', WEIR_HOME: home, WEIR_NAMESPACE: namespace });
  trials = openTrials({ ...config, allowLoopbackHosts: [ferry] }, house.store);
}, 180_000);
afterAll(async () => {
  await web?.close();
  rmSync(home, { recursive: true, force: true });
});

/** One visit by the collector of the house, to the fixture and nowhere else. */
const visit = async (sourceId: string): Promise<void> => {
  const robots = new Map<string, Awaited<ReturnType<RobotsCache['get']>>>();
  const collector = createCollector({
    hostClock: createRedisHostClock(house.store.redis, `${namespace}:crawl:`),
    dayCounter: createRedisDayCounter(house.store.redis, `${namespace}:crawl:`),
    egress: createEgress({ allowedHosts: () => new Set([ferry]), loopbackExemption: new Set([ferry]) }),
    clock: { now: () => new Date() },
    contactUrl: 'http://127.0.0.1/bot',
    version: '0.0.0-test',
    validators: { get: async () => null, put: async () => {} } satisfies ValidatorStore,
    robotsCache: {
      get: async (host) => robots.get(host) ?? null,
      put: async (host, entry) => void robots.set(host, entry),
    },
  });
  const context = { store: house.store, queues: house.deps.queues, clock: house.clock, collector };
  try {
    const pseudonymOf = (): string => 'a pseudonym';
    await collect({ sourceId }, { ...context, pseudonymOf } as unknown as PipelineContext);
  } finally {
    await collector.close();
  }
};

test(
  'one supervisor tries and proposes a place, another approves it, and its first visit collects',
  async () => {
    const sven = await signIn('sven', 'en-GB', '/oversight/sources');
    await sven.getByText('No source is on the list yet').waitFor();
    await expectAccessible(sven);
    await sven.getByTestId(TEST_IDS.sourceNew).click();
    const field = (name: string) => sven.getByTestId(`${TEST_IDS.sourceField}-${name}`);
    await field('name').fill('Ferry, tide board');
    expect(await field('id').inputValue()).toBe('ferry-tide-board');
    const board = `${web.ferry.url}/boards/harbour-square`;
    await field('addresses').fill(board);
    expect(await field('hosts').inputValue()).toBe(ferry);
    await expectAccessible(sven);

    // Nothing is fetched before the person has confirmed the host by name.
    expect(await sven.getByTestId(TEST_IDS.trialRun).isDisabled()).toBe(true);
    await sven.getByTestId(TEST_IDS.trialConfirm).check();
    await sven.getByTestId(TEST_IDS.trialRun).click();
    await sven.getByTestId(TEST_IDS.trialFollow).click();
    expect(await sven.getByTestId(`${TEST_IDS.recipeField}-follow`).inputValue()).toBe('a.thread-link');
    await sven.getByTestId(TEST_IDS.trialRun).click();
    await sven.getByTestId(TEST_IDS.trialUseGuess).click();
    expect(await sven.getByTestId(`${TEST_IDS.recipeField}-item`).inputValue()).toBe('article.post');
    await sven.getByTestId(TEST_IDS.trialPost).first().waitFor();
    await expectPresentable(sven, 'oversight-source-new');

    // What is missing is named beside its field, by the server's schema.
    await sven.getByTestId(TEST_IDS.sourceReason).fill('Named in three tips of this month.');
    await sven.getByTestId(TEST_IDS.sourceSave).click();
    await expect.poll(() => field('legalBasis').getAttribute('aria-invalid'), { timeout: PATIENCE }).toBe('true');
    await expectAccessible(sven);
    await field('operatorId').fill('ferry');
    await field('legalBasis').fill('Act of the test, s. 7');
    await field('purpose').fill('Find public posts for review by people.');
    await field('reviewBy').fill('2026-08-01');
    await sven.getByTestId(TEST_IDS.sourceSave).click();
    await sven.getByText('Somebody who did not write it has to approve it.').waitFor();
    expect(await sven.getByTestId(`${TEST_IDS.sourceAct}-approve`).count()).toBe(0);
    await expectAccessible(sven);
    await visit('ferry-tide-board');
    expect(await house.store.sourceStatus.get('ferry-tide-board')).toBeNull();

    const mara = await signIn('mara', 'zh-CN', '/oversight/sources');
    await mara.getByTestId(TEST_IDS.sourceRow).getByRole('link').click();
    await mara.getByTestId(`${TEST_IDS.sourceAct}-approve`).focus();
    await mara.keyboard.press('Enter');
    await mara.getByTestId(TEST_IDS.sourceReason).fill('看过了，公开论坛。');
    await expectAccessible(mara);
    await mara.getByTestId(TEST_IDS.sourceConfirm).click();
    const state = mara.getByTestId(TEST_IDS.sourceState);
    await expect.poll(() => state.getAttribute('data-health'), { timeout: PATIENCE }).toBe('waiting');
    expect(await mara.getByTestId(TEST_IDS.sourceHistory).textContent()).toContain('看过了，公开论坛。');

    await visit('ferry-tide-board');
    await house.store.refresh();
    const status = await house.store.sourceStatus.get('ferry-tide-board');
    expect(status?.posts).toBeGreaterThan(2);
    await mara.reload();
    await expect.poll(() => state.getAttribute('data-health'), { timeout: PATIENCE }).toBe('well');
    expect(await mara.getByTestId(TEST_IDS.sourceFigures).textContent()).toContain(`帖文${status?.posts}`);
    await expectAccessible(mara);
  },
  6 * PATIENCE,
);

test(
  'what was not taken stands on the page of its source, in words, by reason, and page by page',
  async () => {
    const mara = await signIn('mara', 'zh-CN');
    const other = (n: number) => `${web.ferry.url}/left-out/${n}`;
    const dead = Array.from({ length: 30 }, (_, n) => ({
      ...{ url: other(n), reason: 'dead' as const, detail: 'status 404' },
    }));
    const robots = { reason: 'robots' as const, detail: 'disallowed; line 2 of robots.txt: Disallow: /staff' };
    const at = house.clock.now().toISOString();
    await house.store.sourceSkips.add('ferry-tide-board', [...dead, { url: other(99), ...robots }], at);
    await mara.goto(`${url}/oversight/sources/ferry-tide-board`);
    const card = mara.getByTestId(TEST_IDS.sourceSkips);
    const rows = card.getByTestId(TEST_IDS.sourceSkip);
    await expect.poll(() => rows.count(), { timeout: PATIENCE }).toBe(25);
    expect(await rows.first().textContent()).toContain('该网址没有内容');
    await expectAccessible(mara);
    await card.getByRole('button', { name: '显示更多' }).click();
    await expect.poll(() => rows.count(), { timeout: PATIENCE }).toBeGreaterThan(30);
    const filter = card.getByTestId(TEST_IDS.sourceSkipFilter);
    await filter.selectOption('robots');
    await card.getByText('line 2 of robots.txt', { exact: false }).first().waitFor();
    await expect
      .poll(() => rows.evaluateAll((all) => [...new Set(all.map((row) => row.getAttribute('data-reason')))]), {
        timeout: PATIENCE,
      })
      .toEqual(['robots']);
    await filter.selectOption('size');
    await card.getByText('没有因该原因略过的网址').waitFor();
    await expectAccessible(mara);
    const sven = await signIn('sven', 'en-GB', '/oversight/sources/ferry-tide-board');
    await sven
      .getByTestId(TEST_IDS.sourceSkip)
      .getByText('There is nothing at this address')
      .first()
      .waitFor({ timeout: PATIENCE });
  },
  4 * PATIENCE,
);

test(
  'what a source may cost a day stands in its form, is in force at once, and its page says why the next visit is when it is',
  async () => {
    const mara = await signIn('mara', 'zh-CN', '/oversight/sources/new');
    await mara.getByTestId(TEST_IDS.trialRun).waitFor();
    await expectPresentable(mara, 'oversight-source-new');
    await mara.goto(`${url}/oversight/sources/ferry-tide-board`);
    const next = mara.getByTestId(TEST_IDS.sourceNext);
    await next.getByText('按既定频率').waitFor({ timeout: PATIENCE });
    await mara.getByTestId(TEST_IDS.sourceEdit).click();
    const field = (name: string) => mara.getByTestId(`${TEST_IDS.sourceField}-${name}`);
    await field('requestsPerDay').fill('500');
    await field('megabytesPerDay').fill('9.5');
    await field('hostRequestsPerDay').fill('300');
    await field('fastest').fill('5');
    await mara.getByTestId(TEST_IDS.sourceReason).fill('该网站规模较小。');
    await mara.getByTestId(TEST_IDS.sourceSave).click();
    await expect.poll(() => field('slowest').getAttribute('aria-invalid'), { timeout: PATIENCE }).toBe('true');
    await expectPresentable(mara, 'oversight-source-form');
    await field('slowest').fill('60');
    await mara.getByTestId(TEST_IDS.sourceSave).click();
    await mara.getByText('500 个请求 · 9.5 MB · 每台主机 300 个请求').waitFor({ timeout: PATIENCE });
    await mara.getByText('视新内容多少，每 5 至 60 分钟').waitFor();
    await mara.getByTestId(TEST_IDS.sourceHistory).getByText('每日限额（UTC）, 节奏').waitFor();
    expect((await house.store.sources.get('ferry-tide-board'))?.budget).toEqual({
      ...{ requestsPerDay: 500, bytesPerDay: 9_500_000, hostRequestsPerDay: 300 },
    });
    await expectPresentable(mara, 'oversight-source');
    const sven = await signIn('sven', 'en-GB', '/oversight/sources/ferry-tide-board');
    await sven.getByTestId(TEST_IDS.sourceNext).getByText('as its schedule says').waitFor({ timeout: PATIENCE });
    await expectPresentable(sven, 'oversight-source');
    await sven.goto(`${url}/oversight/sources/ferry-tide-board/edit`);
    await sven.getByTestId(`${TEST_IDS.sourceField}-hostRequestsPerDay`).waitFor({ timeout: PATIENCE });
    await expectPresentable(sven, 'oversight-source-form');
  },
  6 * PATIENCE,
);

test(
  'what is wrong with a change stands beside its field, in the language of the page',
  async () => {
    const mara = await signIn('mara', 'zh-CN', '/oversight/sources/ferry-tide-board/edit');
    await mara.getByTestId(`${TEST_IDS.sourceField}-hosts`).fill('other.example');
    await mara.getByTestId(`${TEST_IDS.sourceField}-reviewBy`).fill('2020-01-01');
    await mara.getByTestId(TEST_IDS.sourceReason).fill('复审并更改主机');
    await mara.getByTestId(TEST_IDS.sourceSave).click();
    // The panel below the form says it too.
    const form = mara.getByRole('region', { name: '许可清单条目' });
    await form.getByText('日期已过。', { exact: true }).waitFor();
    await form.getByText('网址所在的主机不在所列之中。', { exact: true }).waitFor();
    await expectAccessible(mara);
  },
  3 * PATIENCE,
);

test(
  'a source rests with a reason, and an auditor sees it, filters, and changes nothing',
  async () => {
    const mara = await signIn('mara', 'en-GB', '/oversight/sources/ferry-tide-board');
    await mara.getByTestId(`${TEST_IDS.sourceAct}-pause`).click();
    await mara.getByTestId(TEST_IDS.sourceReason).fill('The site is moving.');
    await mara.getByTestId(TEST_IDS.sourceConfirm).click();
    await expect
      .poll(() => mara.getByTestId(TEST_IDS.sourceState).getAttribute('data-health'), { timeout: PATIENCE })
      .toBe('paused');
    await mara.goto(`${url}/oversight/sources`);
    await mara.getByTestId(TEST_IDS.sourceRow).waitFor();
    await expectPresentable(mara, 'oversight-sources');
    const olga = await signIn('olga', 'zh-CN', '/oversight/sources');
    await olga.getByTestId(TEST_IDS.sourceRow).waitFor();
    expect(await olga.getByTestId(TEST_IDS.sourceNew).count()).toBe(0);
    await olga.getByTestId(TEST_IDS.sourceStateFilter).selectOption('well');
    await olga.getByText('没有符合筛选条件的来源').waitFor();
    await olga.getByTestId(TEST_IDS.sourceStateFilter).selectOption('paused');
    await olga.getByTestId(TEST_IDS.sourceSearch).fill('tide');
    await expectPresentable(olga, 'oversight-sources');
    await olga.getByTestId(TEST_IDS.sourceRow).getByRole('link').click();
    await olga.getByText('The site is moving.').first().waitFor();
    expect(await olga.getByTestId(TEST_IDS.sourceEdit).count()).toBe(0);
    await expectAccessible(olga);
  },
  4 * PATIENCE,
);
