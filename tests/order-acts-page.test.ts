/** What people enter about an order that has left, on its page: a real browser, both languages, the keyboard alone. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { OrderDraft } from '#core/order.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable, pressOn, typeInto } from './looks.ts';
import { house, openPageHouse, signIn } from './page-house.ts';
import { receivedNow, signedOrder } from './signed-order.ts';

openPageHouse();
const COUNTERPART = { country: 'NL', contact: 'contact@authority-nl.example', url: null };

/** A cross-border order that the operator has; rita decided, lena drew up, sven signed. It is silent, and its copy is to be brought. */
const receivedOrder = async (id: string): Promise<void> => {
  const subject = await house.openCase(id);
  const copy: OrderDraft = {
    type: 'order.letter_prepared',
    data: {
      ...{ id: `${id}-authority-copy`, kind: 'authority_copy', subject: {} },
      to: { name: COUNTERPART.contact, by: 'hand', url: null },
    },
  };
  const reference = `IE-2026-${id.toUpperCase()}`;
  await signedOrder(house, id, {
    ...{ reference, caseId: subject.id, urls: subject.locations.map((one) => one.url) },
    silence: { nonDisclosure: true, nonDisclosureReason: 'An arrest is being prepared.' },
    terms: { timeZone: 'Europe/Dublin', redress: { days: 28 }, counterpart: COUNTERPART },
    after: [copy, ...receivedNow(house, reference)],
  });
};

beforeAll(async () => {
  // The pages count by the time of this machine.
  house.clock.advance(Date.now() - house.clock.now().getTime());
  for (const name of ['acts-en', 'acts-zh']) await receivedOrder(name);
  house.clock.advance(20 * 60_000);
}, 240_000);

const REASON = 'The statement of reasons shows what the material is and why.';
/** A minute before the clock of the house, as a field takes it in the zone of the browser. */
const justNow = (): string => new Date(house.clock.now().getTime() - 60_000).toISOString().slice(0, 19);

const fillTime = (within: Locator, name: string = TEST_IDS.actTime): Promise<void> =>
  within.getByTestId(name).fill(justNow());

const confirmed = async (page: Page, testId: string): Promise<void> => {
  await pressOn(page, page.getByTestId(testId));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

test.each([
  ['en-GB', 'acts-en'],
  ['zh-CN', 'acts-zh'],
])(
  'a liaison hands the copy over, enters scrutiny and a challenge, extends, and enters an annex by hand (%s)',
  async (locale, id) => {
    const page = await signIn('lars', locale, `/liaison/orders/${id}`);
    await page.getByTestId(TEST_IDS.orderClocks).waitFor();
    await expectPresentable(page, 'liaison-order');
    const dialog = page.getByRole('dialog');
    const order = async () => (await house.store.orders.get(id)) ?? Promise.reject(new Error('no order'));

    // A time before the letter was made is refused with its code, and what was typed stays.
    await pressOn(page, page.getByTestId(TEST_IDS.letterArrived));
    await dialog.getByTestId(TEST_IDS.actTime).fill('2026-01-01T10:00:00');
    await typeInto(page, dialog.getByTestId(TEST_IDS.actReason), 'Advice of delivery no. 4711.');
    await pressOn(page, page.getByTestId(TEST_IDS.letterArrivedConfirm));
    await dialog.getByTestId(TEST_IDS.errorCode).waitFor();
    expect(await dialog.getByTestId(TEST_IDS.errorCode).textContent()).toBe('LETTER_TIME');
    await expectPresentable(page, 'liaison-order-handover');
    await fillTime(dialog);
    await confirmed(page, TEST_IDS.letterArrivedConfirm);
    expect((await order()).letters?.[0]?.delivered).toMatchObject({
      by: 'lars',
      proof: 'Advice of delivery no. 4711.',
    });

    await pressOn(page, page.getByTestId(TEST_IDS.scrutinyAsk));
    await fillTime(dialog);
    await expectPresentable(page, 'liaison-order-scrutiny');
    await confirmed(page, TEST_IDS.proceedingConfirm);
    const [scrutiny] = (await order()).scrutinies ?? [];
    expect(scrutiny).toMatchObject({ filer: 'operator', enteredBy: 'lars', decision: null });
    // Its 72 hours are a clock of the page.
    await page.locator(`[data-clock="scrutiny:${scrutiny?.id}"][data-status="running"]`).waitFor();

    await pressOn(page, page.getByTestId(TEST_IDS.scrutinyFinding));
    await fillTime(dialog);
    await typeInto(page, dialog.getByTestId(TEST_IDS.actReason), REASON);
    await expectPresentable(page, 'liaison-order-finding');
    await confirmed(page, TEST_IDS.proceedingConfirm);
    expect((await order()).scrutinies?.[0]?.decision).toMatchObject({ finding: 'no_infringement', reason: REASON });

    await pressOn(page, page.getByTestId(TEST_IDS.challengeEnter));
    await fillTime(dialog);
    await confirmed(page, TEST_IDS.proceedingConfirm);
    await page.locator('[data-clock="redress"][data-status="suspended"]').waitFor();
    await pressOn(page, page.getByTestId(TEST_IDS.challengeEnd));
    await typeInto(page, dialog.getByTestId(TEST_IDS.actReason), REASON);
    await confirmed(page, TEST_IDS.proceedingConfirm);
    expect((await order()).challenges?.[0]?.end).toMatchObject({ outcome: 'confirmed', enteredBy: 'lars' });
    expect((await order()).finalAt).toBeDefined();

    // Neither decided nor signed: lars may make the silence longer.
    await pressOn(page, page.getByTestId(`${TEST_IDS.extend}-extend_non_disclosure`));
    await typeInto(page, dialog.getByTestId(TEST_IDS.actReason), REASON);
    await confirmed(page, TEST_IDS.extendConfirm);
    expect((await order()).nonDisclosureExtension).toMatchObject({ by: 'lars', reason: REASON });

    const desk = page.getByTestId(TEST_IDS.answerDesk);
    const field = (name: string): Locator => desk.getByTestId(`${TEST_IDS.handField}-${name}`);
    await pressOn(page, desk.getByTestId(TEST_IDS.handOpen));
    await typeInto(page, field('source'), 'Fax of today');
    await fillTime(desk, `${TEST_IDS.handField}-answeredAt`);
    await fillTime(desk, `${TEST_IDS.handField}-measureAt`);
    await typeInto(page, field('authorisedPerson'), 'Pat Example');
    await expectPresentable(page, 'liaison-order-annex');
    await pressOn(page, desk.getByTestId(TEST_IDS.enterAnswer));
    await page.getByTestId(TEST_IDS.answer).waitFor();
    expect(await order()).toMatchObject({
      state: 'executed',
      answers: [
        { via: 'hand', by: 'lars', source: 'Fax of today', answer: { form: 'tco-annex-2', measure: 'removed' } },
      ],
    });
    // Six months run from the measure; they can be made longer.
    await pressOn(page, page.getByTestId(`${TEST_IDS.extend}-extend_preservation`));
    await typeInto(page, dialog.getByTestId(TEST_IDS.actReason), REASON);
    await confirmed(page, TEST_IDS.extendConfirm);
    expect((await order()).preservationExtensions).toHaveLength(1);
    await expectPresentable(page, 'liaison-order-after');
    await page.context().close();
  },
  PATIENCE * 6,
);

test.each([
  ['en-GB', 'en'],
  ['zh-CN', 'zh-CN'],
])(
  'a supervisor takes in the list of another authority, checked first; a liaison sees it (%s)',
  async (locale, lang) => {
    const page = await signIn('sven', locale, '/liaison/coordination');
    const field = (name: string): Locator => page.getByTestId(`${TEST_IDS.coordinationForm}-${name}`);
    await typeInto(page, field('id'), `office-${lang.toLowerCase()}`);
    await typeInto(page, field('authority'), 'Office of the Neighbour (fictional)');
    await typeInto(page, field('country'), 'nl');
    await typeInto(page, field('source'), 'By secure mail of today');
    const file = (text: string) => ({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByTestId(TEST_IDS.coordinationFile).setInputFiles(file('url,reference\nnowhere,NL-1\n'));
    await pressOn(page, page.getByTestId(TEST_IDS.coordinationCheck));
    await page.getByTestId(TEST_IDS.errorCode).waitFor();
    await expectPresentable(page, 'liaison-coordination-refused');
    await page
      .getByTestId(TEST_IDS.coordinationFile)
      .setInputFiles(file('url,reference\nhttps://nowhere.example/1,NL-1\nhttps://nowhere.example/2,NL-2\n'));
    await pressOn(page, page.getByTestId(TEST_IDS.coordinationCheck));
    await page.getByTestId(TEST_IDS.coordinationTake).and(page.locator(':enabled')).waitFor();
    await pressOn(page, page.getByTestId(TEST_IDS.coordinationTake));
    await page.locator(`[data-list="office-${lang.toLowerCase()}"]`).waitFor();
    await expectPresentable(page, 'liaison-coordination');
    await page.context().close();
    const liaison = await signIn('lena', locale, '/liaison/coordination');
    await liaison.locator(`[data-list="office-${lang.toLowerCase()}"]`).waitFor();
    expect(await liaison.getByTestId(TEST_IDS.coordinationForm).count()).toBe(0);
    await liaison.context().close();
  },
  PATIENCE * 4,
);
