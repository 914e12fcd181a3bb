/** A part of the queue, a decision carried to open cases that say the same, a sample drawn: by keyboard, in both languages. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { decideCase, endHold } from '#core/case-state.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { openAlike } from './alike-cases.ts';
import { PATIENCE } from './browser.ts';
import { takePicture } from './looks.ts';
import { house, openPageHouse, signIn } from './page-house.ts';

openPageHouse({ config: { undoSeconds: 3600 } });
// The pages count down from the real time: the clock of the house stands at today, and there is an hour to undo.
beforeAll(() => house.clock.advance(Date.now() - house.clock.now().getTime()));

const press = (page: Page, testId: string, key = 'Enter'): Promise<void> => page.getByTestId(testId).first().press(key);
const stateOf = async (caseId: string) => (await house.store.cases.get(caseId))?.state;
const fitsNarrow = async (page: Page): Promise<void> => {
  await page.setViewportSize({ width: 390, height: 900 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
};

test.each([
  ['en-GB', 'rita', 1],
  ['zh-CN', 'rolf', 2],
] as const)(
  'a supervisor sets a part; the queue says and keeps it (%s)',
  async (locale, login, axis) => {
    const mine = await openAlike(house, `part-${axis}`, 20 + axis, { lang: 'zh', leading: 'threat' });
    await openAlike(house, `part-other-${axis}`, 30 + axis, { lang: 'en', leading: 'threat' });
    const sven = await signIn('sven', locale, `/administration/people/${login}`);
    const form = sven.getByTestId(TEST_IDS.personForm);
    await form.locator('[name="work-languages"]').fill('zh');
    await form.locator('[name="work-category-threat"]').press('Space');
    await form.locator('[name="reason"]').fill('the rota of the week');
    await form.locator('[name="reason"]').press('Enter');
    // The form is made anew with what was kept.
    await expect
      .poll(async () => (await house.store.accounts.get(login))?.work, { timeout: PATIENCE })
      .toEqual({ languages: ['zh'], categories: ['threat'], purposes: [] });
    await expectAccessible(sven);
    await fitsNarrow(sven);
    await sven.context().close();

    const page = await signIn(login, locale, '/review');
    await page.getByTestId(TEST_IDS.myPart).waitFor();
    await page.getByTestId(TEST_IDS.queueItem).first().waitFor();
    const items = page.getByTestId(TEST_IDS.queueItem);
    expect(await items.count()).toBe(axis);
    await expectAccessible(page);
    await fitsNarrow(page);
    expect(await stateOf(mine.id)).toBe('open');
    await page.context().close();
    const account = await house.store.accounts.get(login);
    if (account === null) throw new Error('no account');
    const { work: _, ...unbound } = account;
    await house.store.accounts.set(unbound, { kind: 'system', id: 'test' });
  },
  4 * PATIENCE,
);

test.each([
  ['en-GB', 3],
  ['zh-CN', 4],
] as const)(
  'a decision leads to the open cases that say the same: each is read and ticked, one is left out, all are taken back (%s)',
  async (locale, axis) => {
    const source = await openAlike(house, `source-${axis}`, axis);
    const same = [];
    for (const number of [1, 2, 3]) same.push(await openAlike(house, `same-${axis}-${number}`, axis));
    const page = await signIn('rita', locale, `/review/cases/${source.id}`);
    await page.getByTestId(TEST_IDS.caseView).waitFor();
    await page.keyboard.press('r');
    await page.locator(`[data-testid="${TEST_IDS.caseText}"][data-revealed=true]`).waitFor();
    await page.keyboard.press('c');
    await page.keyboard.press('w');
    await page.keyboard.type('It reports on the fire and asks for nothing.');
    await press(page, TEST_IDS.decideAlike);
    const items = page.getByTestId(TEST_IDS.alikeItem);
    await items.first().waitFor();
    expect(await items.count()).toBe(3);
    // Veiled, and nothing ticked, or to be ticked before it was read.
    expect(await items.locator('.is-veiled').count()).toBe(3);
    expect(await items.locator('input:enabled').count()).toBe(0);
    expect(await page.getByTestId(TEST_IDS.alikeSubmit).isDisabled()).toBe(true);
    await expectAccessible(page);
    const ticked: string[] = [];
    for (const index of [0, 1]) {
      const item = items.nth(index);
      await item.getByTestId(TEST_IDS.reveal).press('Enter');
      await item.locator('input:enabled').press('Space');
      await item.locator('input:checked').waitFor();
      ticked.push((await item.getAttribute('data-case')) ?? '');
    }
    // Ticked is held; of the first the lease is lost to a colleague meanwhile.
    expect([...(await house.store.leases.holders(same.map(({ id }) => id))).keys()].sort()).toEqual(ticked.toSorted());
    const [lost = '', kept = ''] = ticked;
    await house.store.leases.transfer(lost, 'rolf');
    await expectAccessible(page);
    await page.keyboard.press('Control+Enter');
    await page.getByTestId(TEST_IDS.alikeResult).locator('li').waitFor();
    expect(await stateOf(kept)).toBe('cleared');
    expect(await stateOf(lost)).toBe('open');
    expect(await Promise.all(same.map(({ id }) => stateOf(id)))).toHaveLength(3);
    expect((await Promise.all(same.map(({ id }) => stateOf(id)))).filter((state) => state === 'cleared')).toHaveLength(
      1,
    );
    await expectAccessible(page);
    await takePicture(page, 'review-alike');
    await fitsNarrow(page);
    await press(page, TEST_IDS.undo);
    await expect.poll(() => stateOf(kept), { timeout: PATIENCE }).toBe('open');
    expect(await stateOf(source.id)).toBe('cleared');
    await page.context().close();
  },
  4 * PATIENCE,
);

test.each(['en-GB', 'zh-CN'])(
  'a supervisor draws a sample with a reason, and sees what was read of it (%s)',
  async (locale) => {
    const subject = await house.openCase(`drawn-${locale.toLowerCase()}`, { lang: 'fr' });
    const actor = { kind: 'human' as const, id: 'rita' };
    const at = house.clock.now().toISOString();
    await house.store.cases.change(subject.id, actor, (state) =>
      decideCase(
        state,
        {
          ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
          ...{ reason: 'It reports on the fire.', contentHash: subject.contentHash },
        },
        { actor, at, undoMilliseconds: 0, seenRevision: subject.revision },
      ),
    );
    await house.store.cases.change(subject.id, { kind: 'system', id: 'hold' }, (state) => endHold(state, at));
    // Later than the sample before.
    house.clock.advance(1000);
    const page = await signIn('sven', locale, '/review/quality');
    const section = page.getByTestId(TEST_IDS.samples);
    await section.locator('[name="lang"]').fill('fr');
    await section.locator('[name="size"]').fill('5');
    await section.locator('[name="reason"]').fill('After the new label guide.');
    await section.locator('[name="reason"]').press('Enter');
    await section.getByTestId(TEST_IDS.sampleDrawn).waitFor();
    await section.getByTestId(TEST_IDS.sampleItem).first().waitFor();
    const { items } = await house.store.readingSamples.list({ size: 1 });
    expect(items[0]).toMatchObject({ by: 'sven', reason: 'After the new label guide.', criteria: { lang: 'fr' } });
    expect(items[0]?.caseIds).toContain(subject.id);
    await expectAccessible(page);
    await fitsNarrow(page);
    await page.context().close();
  },
  4 * PATIENCE,
);
