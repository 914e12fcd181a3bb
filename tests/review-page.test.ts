/** Review by keyboard alone, in both languages, in a real browser. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse({ config: { undoSeconds: 3600 } });
// The pages count down from the real time: the clock of the house stands at today, and there is an hour to undo.
beforeAll(() => house.clock.advance(Date.now() - house.clock.now().getTime()));

interface Desk {
  page: Page;
  at(id: string): Locator;
  /** The keyboard alone, one key after the other. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  caseId(): Promise<string>;
}

const sitDown = async (login: string, locale: string): Promise<Desk> => {
  const page = await signIn(login, locale, '/review');
  const at = (id: string): Locator => page.getByTestId(id);
  await at(TEST_IDS.takeNext).waitFor();
  return {
    page,
    at,
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    type: (text) => page.keyboard.type(text),
    caseId: async () => (await at(TEST_IDS.caseView).getAttribute('data-case')) ?? '',
  };
};

const stateOf = async (caseId: string) => (await house.store.cases.get(caseId))?.state;
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid') ?? null);

/** Gives back whatever is claimed, so that the next test finds a full queue. */
const releaseAll = async (): Promise<void> => {
  for (const [id, { accountId }] of await house.store.leases.holders(await house.store.leases.claimedIds())) {
    const held = await house.store.leases.held(id, accountId);
    if (held !== null) await house.store.leases.release(id, held.token);
  }
};

describe.each(['en-GB', 'zh-CN'])('by keyboard alone (%s)', (locale) => {
  beforeAll(async () => {
    await releaseAll();
    for (const number of [1, 2, 3, 4]) await house.openCase(`${locale.toLowerCase()}-${number}`, { leading: 'threat' });
    await house.store.refresh();
  });

  test(
    'a case is taken, read, decided and taken back; the next is there at once; no key acts outside the case',
    async () => {
      const desk = await sitDown('rita', locale);
      const { page, at, press, type } = desk;
      await expectPresentable(page, 'review-queue');
      await press('n');
      await at(TEST_IDS.caseView).waitFor();
      const first = await desk.caseId();
      await expect.poll(() => focused(page)).toBe(TEST_IDS.caseView);
      // Nothing is shown before it is asked for, and nothing decided while the focus is elsewhere.
      await at(TEST_IDS.hotkeyHelpOpen).focus();
      await press('v', 'r');
      expect(await at(TEST_IDS.outcomeViolating).getAttribute('aria-pressed')).toBe('false');
      expect(await at(TEST_IDS.caseText).getAttribute('data-revealed')).toBe('false');
      await at(TEST_IDS.caseView).focus();
      await press('r');
      await page.locator(`[data-testid="${TEST_IDS.caseText}"][data-revealed=true]`).waitFor();
      // The next one is claimed while this one is read.
      await expect.poll(async () => (await house.store.leases.claimedIds()).length, { timeout: PATIENCE }).toBe(2);
      await press('v', '1', 'x');
      for (let question = 0; question < 6; question++) await press('n');
      await type('None of the protected purposes is recognisable.');
      await press('Escape');
      await expect.poll(() => focused(page)).toBe(TEST_IDS.caseView);
      await press('w');
      await type('It announces an attack.');
      await expectPresentable(page, 'review-case');
      await press('Control+Enter');
      await at(TEST_IDS.undoBar).waitFor();
      await page.locator(`[data-testid="${TEST_IDS.caseView}"]:not([data-case="${first}"])`).waitFor();
      expect(await stateOf(first)).toBe('confirmed');
      // The next one starts veiled, with the focus in it.
      expect(await at(TEST_IDS.caseText).getAttribute('data-revealed')).toBe('false');
      await expect.poll(() => focused(page)).toBe(TEST_IDS.caseView);
      await press('z');
      await page.locator(`[data-testid="${TEST_IDS.caseView}"][data-case="${first}"]`).waitFor();
      expect(await stateOf(first)).toBe('open');
      await page.context().close();
    },
    4 * PATIENCE,
  );

  test(
    '"not sure" is an answer: the case goes to somebody else for a second opinion',
    async () => {
      await releaseAll();
      const { page, at, press, type, caseId } = await sitDown('rita', locale);
      await press('n');
      await at(TEST_IDS.caseView).waitFor();
      const subject = await caseId();
      await expect.poll(() => focused(page)).toBe(TEST_IDS.caseView);
      await press('u', 'w');
      await type('I cannot tell whether it is a quotation.');
      await press('Control+Enter');
      await at(TEST_IDS.undoBar).waitFor();
      expect(await stateOf(subject)).toBe('second_opinion');
      await page.context().close();
    },
    4 * PATIENCE,
  );

  test(
    'a colleague is asked and answers; a case is handed over and waits for its colleague; a note is written',
    async () => {
      await releaseAll();
      const rita = await sitDown('rita', locale);
      await rita.press('n');
      await rita.at(TEST_IDS.caseView).waitFor();
      const subject = await rita.caseId();
      await expect.poll(() => focused(rita.page)).toBe(TEST_IDS.caseView);
      await rita.press('a');
      await rita.at(TEST_IDS.askText).waitFor();
      await rita.at(TEST_IDS.colleaguePick).waitFor();
      await expectAccessible(rita.page);
      await rita.at(TEST_IDS.colleaguePick).focus();
      // Typing in a list of choices goes to the one that begins so.
      await rita.type('rolf');
      await rita.press('Tab');
      await rita.type('Is this the dialect of the coast?');
      await rita.press('Tab', 'Tab', 'Enter');
      await rita.at(TEST_IDS.questions).getByText('Is this the dialect of the coast?').waitFor();
      await expect.poll(() => focused(rita.page)).toBe(TEST_IDS.caseView);
      await rita.press('m');
      await rita.type('Read twice.');
      await rita.press('Tab', 'Enter');
      await rita.at(TEST_IDS.history).getByText('Read twice.').waitFor();

      const rolf = await sitDown('rolf', locale);
      await rolf.at(TEST_IDS.forMe).waitFor();
      await expectAccessible(rolf.page);
      await rolf.at(TEST_IDS.forMe).locator('li', { hasText: 'coast' }).getByRole('link').focus();
      await rolf.press('Enter');
      await rolf.at(TEST_IDS.answerText).focus();
      await rolf.type('No, of the hills.');
      await rolf.press('Tab', 'Enter');
      await rita.at(TEST_IDS.questions).getByText('No, of the hills.').waitFor();
      await rolf.page.context().close();

      await rita.at(TEST_IDS.caseView).focus();
      await rita.press('h');
      await rita.at(TEST_IDS.colleaguePick).focus();
      await rita.type('rolf');
      await rita.press('Tab');
      await rita.type('Rolf knows the hills.');
      await expectAccessible(rita.page);
      await rita.press('Tab', 'Tab', 'Enter');
      await rita.at(TEST_IDS.queue).waitFor();
      expect((await house.store.cases.get(subject))?.handedOver).toMatchObject({ to: 'rolf', by: 'rita' });
      expect((await house.store.leases.holders([subject])).get(subject)?.accountId).toBe('rolf');
      await rita.page.context().close();
    },
    4 * PATIENCE,
  );

  test(
    'a key is changed for oneself, not to one that is taken, and works from then on, also in another window',
    async () => {
      await releaseAll();
      const { page, at, press } = await sitDown('sven', locale);
      await press('?');
      await at(TEST_IDS.hotkeyHelp).waitFor();
      await at(`${TEST_IDS.hotkeyChange}-notSure`).focus();
      await press('Enter', 'c');
      await at(TEST_IDS.hotkeyRefused).waitFor();
      await press('g');
      await at(TEST_IDS.hotkeyReset).waitFor();
      await expectAccessible(page);
      await press('Escape');
      await at(TEST_IDS.hotkeyHelp).waitFor({ state: 'detached' });
      const other = await page.context().newPage();
      await other.goto(`${url}/review`);
      await other.getByTestId(TEST_IDS.takeNext).waitFor();
      await expect.poll(async () => (await house.store.preferences.get('sven')).keys).toEqual({ notSure: 'g' });
      await other.keyboard.press('n');
      const view = other.getByTestId(TEST_IDS.caseView);
      await view.waitFor();
      await other.getByTestId(TEST_IDS.outcomeNotSure).getByText('G', { exact: true }).waitFor();
      await view.focus();
      await other.keyboard.press('u');
      expect(await other.getByTestId(TEST_IDS.outcomeNotSure).getAttribute('aria-pressed')).toBe('false');
      await other.keyboard.press('g');
      await other.locator(`[data-testid="${TEST_IDS.outcomeNotSure}"][aria-pressed=true]`).waitFor();
      await other.close();
      await press('?');
      await at(TEST_IDS.hotkeyReset).focus();
      await press('Enter');
      await at(TEST_IDS.hotkeyReset).waitFor({ state: 'detached' });
      expect(await at(TEST_IDS.caseView).count()).toBe(0);
      await page.context().close();
    },
    4 * PATIENCE,
  );

  test(
    'a filter is kept under a name, with how many wait, pinned and removed',
    async () => {
      await releaseAll();
      const { page, at, press, type } = await sitDown('sven', locale);
      await page.goto(`${url}/review?queue=open&category=threat`);
      await at(TEST_IDS.queue).waitFor();
      const waiting = (await house.store.cases.counts([{ states: ['open'], category: 'threat' }]))[0];
      await at(TEST_IDS.savedQueues).locator('summary').focus();
      await press('Enter', 'Tab');
      await type('Threats first');
      await press('Enter');
      await page.locator(`[data-testid="${TEST_IDS.savedQueue}"][data-count="${waiting?.count}"]`).waitFor();
      await expectAccessible(page);
      await at(TEST_IDS.pinQueue).focus();
      await press('Enter');
      await expect
        .poll(async () => (await house.store.preferences.get('sven')).queues)
        .toMatchObject([{ name: 'Threats first', filter: { queue: 'open', category: 'threat' }, pinned: false }]);
      await at(TEST_IDS.removeQueue).focus();
      await press('Enter');
      await at(TEST_IDS.savedQueue).waitFor({ state: 'detached' });
      await page.context().close();
    },
    4 * PATIENCE,
  );

  test(
    'what one was shown is counted for oneself, and one says what one wants to be spared',
    async () => {
      await releaseAll();
      const { page, at, press, type } = await sitDown('rolf', locale);
      await at(TEST_IDS.careOpen).focus();
      await press('Enter');
      await at(TEST_IDS.careHeavy).focus();
      await type('1');
      await expectAccessible(page);
      await at(`${TEST_IDS.careOptOut}-recruitment`).focus();
      await press(' ');
      await at(TEST_IDS.careSave).focus();
      await press('Enter');
      await at(TEST_IDS.careSave).waitFor({ state: 'detached' });
      expect((await house.store.preferences.get('rolf')).care).toMatchObject({
        heavyPerDay: 1,
        optOut: ['recruitment'],
      });
      await page.goto(`${url}/review/cases/case-${locale.toLowerCase()}-4`);
      await at(TEST_IDS.caseView).waitFor();
      await at(TEST_IDS.caseView).focus();
      await press('r', 'q');
      await page.locator(`[data-testid="${TEST_IDS.careToday}"][data-rest=lighter]`).waitFor();
      await expectAccessible(page);
      await house.store.preferences.set('rolf', { care: { ...(await house.store.preferences.get('sven')).care } });
      await page.context().close();
    },
    4 * PATIENCE,
  );
});
