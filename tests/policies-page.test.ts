/** Policies and drift as people see them: a real browser, both languages, two supervisors. */
import { beforeAll, expect, test } from 'vitest';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { TWO_SUPERVISORS } from './api-house.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';
import { storeScored } from './scored-posts.ts';

openPageHouse({ config: { dryRunPosts: 5, drift: { alarmAt: 0.25, leastPosts: 20 } }, people: TWO_SUPERVISORS });

const store = (week: string, count: number, score: (n: number) => number, change: object = {}): Promise<void> =>
  storeScored(house.store, week, count, score, change);

beforeAll(async () => {
  for (const week of ['2026-02-04', '2026-02-11', '2026-02-18']) await store(week, 40, (n) => (n % 10) / 16);
  await store('2026-02-25', 40, (n) => 0.4 + (n % 10) / 20);
}, 180_000);

test(
  'one supervisor writes, simulates and proposes a version, another puts it in force',
  async () => {
    const sven = await signIn('sven', 'en-GB', '/oversight/policies');
    await sven.getByText('Nobody has written a version yet').waitFor();
    await sven.getByTestId(TEST_IDS.policyNew).click();
    expect(await sven.getByTestId(TEST_IDS.policyVersion).inputValue()).toBe('default-2');
    await sven.getByTestId(TEST_IDS.policyAddLanguage).selectOption('zh');
    await sven.getByTestId(`${TEST_IDS.policyThreshold}-violating-zh`).fill('0.8');
    await expectAccessible(sven);
    // A threshold that is none is named where it stands; nothing is asked.
    await sven.getByTestId(`${TEST_IDS.policyThreshold}-violating`).fill('1.4');
    const editor = sven.getByTestId(TEST_IDS.policyEditor);
    await editor.getByTestId(TEST_IDS.policySimulate).click();
    expect(await sven.getByTestId(TEST_IDS.simulation).count()).toBe(0);
    await sven.getByTestId(`${TEST_IDS.policyThreshold}-violating`).fill('0.4');
    await editor.getByTestId(TEST_IDS.policySimulate).click();
    const simulation = editor.getByTestId(TEST_IDS.simulation);
    await simulation.waitFor();
    expect(await simulation.textContent()).toContain('Over 160 posts, against default-1.');
    expect(await simulation.textContent()).toContain('Newly flagged, for example');
    await expectAccessible(sven);
    await sven.getByTestId(TEST_IDS.policyNote).fill('Chinese lyrics were flagged too often.');
    await sven.getByTestId(TEST_IDS.policySave).click();
    const card = sven.getByTestId(TEST_IDS.policyCard);
    expect(await card.getAttribute('data-version')).toBe('default-2');
    await card.getByTestId(TEST_IDS.policyDryRun).click();
    await card.getByText('The dry run has seen 0 of 5 posts.').waitFor();
    const dryRuns = [{ policy: 'default-2', effect: 'newly_flagged' as const }];
    await store('2026-02-26', 6, () => 0.45, { dryRuns });
    await sven.reload();
    await card.getByTestId(TEST_IDS.policyPropose).click();
    await card.getByText('Somebody who neither wrote nor proposed it').waitFor();
    expect(await card.getByTestId(TEST_IDS.policyApprove).count()).toBe(0);
    await expectPresentable(sven, 'oversight-policies');

    const mara = await signIn('mara', 'zh-CN', '/oversight/policies');
    const theirs = mara.getByTestId(TEST_IDS.policyCard);
    expect(await theirs.getByTestId(TEST_IDS.policyDryRunCounts).textContent()).toContain('6 条帖子：新增标记 6');
    await theirs.getByTestId(TEST_IDS.policyApprove).focus();
    await mara.keyboard.press('Enter');
    await theirs.locator('[data-state=live]').waitFor();
    await expectPresentable(mara, 'oversight-policies');
    expect((await house.store.policies.active()).live).toMatchObject({
      ...{ version: 'default-2', violating: { default: 0.4, byLanguage: { zh: 0.8 } } },
    });
  },
  4 * PATIENCE,
);

test(
  'an auditor sees the shift of a source, its numbers and the query, and changes no policy',
  async () => {
    const olga = await signIn('olga', 'zh-CN', '/oversight/drift');
    const source = olga.getByTestId(TEST_IDS.driftSource);
    await source.waitFor();
    expect(await source.textContent()).toContain('偏移');
    expect(await olga.getByTestId(TEST_IDS.drift).textContent()).toContain('calendar_interval');
    await expectAccessible(olga);
    await olga.goto(`${url}/oversight/policies`);
    await olga.getByTestId(TEST_IDS.policyCard).waitFor();
    expect(await olga.getByTestId(TEST_IDS.policyNew).count()).toBe(0);
  },
  2 * PATIENCE,
);

test(
  'a reviewer sees that a case is a sample, in the list and on its page, and filters by it',
  async () => {
    const opened = await house.openCase('like-any-other');
    const [location] = opened.locations;
    if (location === undefined) throw new Error('no address');
    const { title, text, lang, contentHash, assessment, imminentThreat } = opened;
    const facts = { title, text, lang, contentHash, assessment, imminentThreat, location };
    await house.store.cases.create(
      'case-uncertain',
      { type: 'case.opened', data: { ...facts, clusterId: 'uncertain', purpose: 'uncertain' } },
      { kind: 'system', id: 'test' },
    );
    await house.store.refresh();
    const rita = await signIn('rita', 'en-GB', '/review');
    await rita.getByTestId(TEST_IDS.queueItem).nth(1).waitFor();
    expect(await rita.getByTestId(TEST_IDS.queueItem).last().getByTestId(TEST_IDS.purpose).textContent()).toBe(
      'Uncertain',
    );
    await rita.getByTestId(TEST_IDS.filterPurpose).selectOption('uncertain');
    await rita.waitForURL(/purpose=uncertain/);
    await expect.poll(() => rita.getByTestId(TEST_IDS.queueItem).count(), { timeout: PATIENCE }).toBe(1);
    await rita.goto(`${url}/review/cases/case-uncertain`);
    await rita.getByTestId(TEST_IDS.caseView).waitFor();
    expect(await rita.getByTestId(TEST_IDS.purpose).getAttribute('data-purpose')).toBe('uncertain');
    await expectAccessible(rita);
  },
  2 * PATIENCE,
);
