/** The board by time left, and an order drawn up and changed with its preview: a real browser, both languages, the keyboard alone. */
import { beforeAll, expect, test } from 'vitest';
import type { LegalTerms } from '#core/order.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable, pressOn, tabTo, typeInto } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';
import { signedCase } from './signed-case.ts';
import { receivedNow, signedOrder } from './signed-order.ts';

openPageHouse();
const MINUTE = 60_000;
/** Not the zone of the browser, so that both are seen. */
const TERMS: LegalTerms = { timeZone: 'Pacific/Auckland', redress: { days: 28 }, counterpart: null };

beforeAll(async () => {
  const { clock, store } = house;
  // The pages count by the time of this machine.
  clock.advance(Date.now() - 75 * MINUTE - clock.now().getTime());
  const received = (id: string) =>
    signedOrder(house, id, { terms: TERMS, after: receivedNow(house, `IE-2026-${id.toUpperCase()}`) });
  await received('over');
  await store.orders.change('over', { kind: 'system', id: 'test' }, () => [{ type: 'order.overdue', data: {} }]);
  clock.advance(45 * MINUTE);
  await received('calm');
  clock.advance(-25 * MINUTE);
  await received('pressing');
  clock.advance(55 * MINUTE);
  await signedOrder(house, 'leaving', { terms: TERMS });
  await store.orders.refresh();
}, 240_000);

const STATEMENT = 'The text presents an attack on people as something that its readers should bring about.';

test.each([
  ['en-GB', 'en'],
  ['zh-CN', 'zh-CN'],
])(
  'what runs out first stands first, in words and in both zones; a draft is previewed as it is typed (%s)',
  async (locale, lang) => {
    const page = await signIn('lena', locale, '/liaison');
    const rows = page.getByTestId(TEST_IDS.orderRow);
    await rows.first().waitFor();
    const shown = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-order')));
    expect(shown.slice(0, 4)).toEqual(['over', 'pressing', 'calm', 'leaving']);
    const urgency = (id: string) =>
      page.locator(`[data-order="${id}"]`).getByTestId(TEST_IDS.orderClock).getAttribute('data-urgency');
    expect([await urgency('over'), await urgency('pressing')]).toEqual(['over', 'urgent']);
    // The law's time beside the reader's.
    expect(await page.locator('[data-order="calm"]').textContent()).toContain('Pacific/Auckland');
    await expectPresentable(page, 'liaison-board');

    const subject = await signedCase(house, `draft-${lang.toLowerCase()}`);
    await page.goto(`${url}/liaison/cases/${subject.id}`);
    const preview = page.getByTestId(TEST_IDS.orderPreview);
    await preview.getByTestId(TEST_IDS.orderDocument).waitFor();
    await typeInto(page, page.getByTestId(TEST_IDS.statementOfReasons), STATEMENT);
    await preview.getByText(STATEMENT).waitFor();
    // First orders wait, or have an emergency that somebody answers for.
    await tabTo(page, page.getByTestId(TEST_IDS.nonDisclosure));
    await page.keyboard.press('Space');
    await typeInto(page, page.getByTestId(TEST_IDS.nonDisclosureReason), 'An arrest is being prepared.');
    await preview.getByText('An arrest is being prepared.').waitFor();
    expect((await house.store.orders.list({ caseId: subject.id, size: 10 })).total).toBe(0);
    await expectPresentable(page, 'liaison-draft-order');
    await pressOn(page, page.getByTestId(TEST_IDS.saveDraft));
    await page.getByTestId(TEST_IDS.orderView).waitFor();

    await pressOn(page, page.getByTestId(TEST_IDS.editOrder));
    await typeInto(page, page.getByTestId(TEST_IDS.statementOfReasons), `${STATEMENT} Its title says so too.`);
    await page.getByTestId(TEST_IDS.orderDocument).getByText('Its title says so too.').waitFor();
    const [draft] = (await house.store.orders.list({ caseId: subject.id, size: 10 })).items;
    expect(draft?.document.sectionB.statementOfReasons).toBe(STATEMENT);
    await expectPresentable(page, 'liaison-order-edit');
    await pressOn(page, page.getByTestId(TEST_IDS.saveDraft));
    await page.getByTestId(TEST_IDS.draftForm).waitFor({ state: 'detached' });
    expect((await house.store.orders.get(draft?.id ?? ''))?.document.sectionB.statementOfReasons).toContain(
      'Its title',
    );
    await page.context().close();
  },
  PATIENCE * 5,
);

test('no draft is saved before the form knows the operator; where it cannot be read it says so', async () => {
  const page = await signIn('lena', 'en-GB', '/liaison');
  const subject = await signedCase(house, 'draft-unknown');
  let isReachable = false;
  await page.route('**/api/v1/operators', (route) => (isReachable ? route.continue() : route.abort()));
  await page.goto(`${url}/liaison/cases/${subject.id}`);
  const form = page.getByTestId(TEST_IDS.draftForm);
  await form.getByTestId(TEST_IDS.errorPanel).waitFor();
  expect(await form.getByTestId(TEST_IDS.saveDraft).isDisabled()).toBe(true);
  isReachable = true;
  await form.getByTestId(TEST_IDS.errorPanel).getByRole('button').click();
  await form.locator(`[data-testid="${TEST_IDS.saveDraft}"]:enabled`).waitFor();
  expect(await form.getByTestId(TEST_IDS.errorPanel).count()).toBe(0);
  await page.context().close();
});
