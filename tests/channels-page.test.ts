/** What of delivery waits for a person, on the liaison's pages: a real server, a real browser, both languages. */
import { beforeAll, expect, test } from 'vitest';
import { noticeReturned } from '#core/notice-state.ts';
import type { OrderDraft } from '#core/order.ts';
import type { SendingProof } from '#core/service.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable, pressOn, takePicture, typeInto } from './looks.ts';
import { outNotice } from './out-notice.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';
import { signedOrder } from './signed-order.ts';

openPageHouse();

const RETURNED = 'RETURNED: 5.1.1, smtp; 550 5.1.1 no such mailbox, dns; mail.example';
const COPY = { name: 'tco@authority-nl.example', by: 'email' as const, url: null };
/** The prior information and the copy for the other authority were taken by mail servers, and came back when the order had left. */
const letterBack = (id: string, proof: SendingProof): OrderDraft[] => {
  const letterId = `${id}-authority-copy`;
  const { messageId, server, answer } = proof;
  const sentAt = '2026-02-28T09:00:00.000Z';
  return [
    { type: 'order.prior_information_sent', data: { sentAt, notBefore: '2026-02-28T21:00:00.000Z' } },
    { type: 'order.attempted', data: {} },
    { type: 'order.letter_prepared', data: { id: letterId, kind: 'authority_copy', to: COPY, subject: {} } },
    { type: 'order.sent', data: { of: 'order', proof, text: null } },
    { type: 'order.letter_sent', data: { letterId, messageId, server, answer } },
    { type: 'order.letter_returned', data: { letterId, error: RETURNED } },
    { type: 'order.informing_returned', data: { error: RETURNED } },
  ];
};

const machine = { kind: 'system' as const, id: 'test' };

beforeAll(async () => {
  const ferry = await house.store.operators.get('ferry');
  if (ferry === null) throw new Error('the house has an operator');
  const channel = { kind: 'email' as const, address: 'orders@ferry.example' };
  await house.store.operators.set({ ...ferry, channel }, machine);
  const proof = {
    ...{ to: 'orders@ferry.example', messageId: '<6a1f@authority.example>', server: 'mail.authority.example:587' },
    ...{ answer: '250 2.0.0 OK: queued as 4Zk1', documentHash: 'a'.repeat(64) },
  };
  const error = 'MAIL_REFUSED: mail.authority.example:587 does not take the message: 550 no such mailbox.';
  for (const locale of ['en', 'zh']) {
    await signedOrder(house, `lost-${locale}`, {
      after: [
        { type: 'order.attempted', data: {} },
        { type: 'order.undelivered', data: { of: 'order', error, attempts: 1 } },
      ],
    });
    await signedOrder(house, `sent-${locale}`, {
      after: [
        { type: 'order.attempted', data: {} },
        { type: 'order.sent', data: { of: 'order', proof, text: null } },
      ],
    });
    await signedOrder(house, `back-${locale}`, { after: letterBack(`back-${locale}`, proof) });
    await outNotice(house, `n-back-${locale}`);
    await house.store.notices.change(`n-back-${locale}`, machine, (state) => noticeReturned(state, RETURNED));
  }
  await signedOrder(house, 'carry', { after: [{ type: 'order.service_awaited', data: { of: 'order', text: null } }] });
  house.clock.advance(600_000);
  await house.store.orders.refresh();
}, 240_000);

test.each([
  ['en-GB', 'en', 'Not delivered'],
  ['zh-CN', 'zh', '未送达'],
])(
  'a dead letter is an alarm on the board and is replayed; a receipt is recorded with its proof (%s)',
  async (locale, suffix, undelivered) => {
    const page = await signIn('lena', locale, '/liaison');
    await page.getByTestId(TEST_IDS.boardAlarm).getByRole('link').click();
    const row = page.locator(`[data-order="lost-${suffix}"]`);
    await row.waitFor();
    expect(await row.textContent()).toContain(undelivered);
    await expectPresentable(page, 'liaison-board-undelivered');
    await row.getByRole('link').first().click();
    await page.getByTestId(TEST_IDS.deadLetter).waitFor();
    await expectPresentable(page, 'dead-letter');
    await page.getByTestId(TEST_IDS.replayDelivery).click();
    await page.getByTestId(TEST_IDS.deadLetter).waitFor({ state: 'detached' });

    await page.goto(`${url}/liaison/orders/sent-${suffix}`);
    await page.getByTestId(TEST_IDS.serviceBox).waitFor();
    const pdf = page.getByTestId(TEST_IDS.orderForms).getByRole('link').first();
    expect(await pdf.getAttribute('href')).toBe(`/api/v1/orders/sent-${suffix}/document.pdf?form=tco-annex-1&lang=en`);
    await page.getByTestId(TEST_IDS.serviceTime).fill('2026-03-01T09:05:00');
    await page.getByTestId(TEST_IDS.serviceNote).fill('They wrote back.');
    const file = { name: 'reply.eml', mimeType: 'message/rfc822', buffer: Buffer.from('Received.') };
    await page.getByTestId(TEST_IDS.serviceFile).setInputFiles(file);
    await expectPresentable(page, 'liaison-service');
    await page.setViewportSize({ width: 380, height: 800 });
    await takePicture(page, 'liaison-service-narrow');
    await page.getByTestId(TEST_IDS.recordService).click();
    await page.getByTestId(TEST_IDS.serviceBox).waitFor({ state: 'detached' });
    await page.getByTestId(TEST_IDS.orderState).waitFor();
    await expectPresentable(page, 'liaison-served');
    const order = await house.store.orders.get(`sent-${suffix}`);
    expect(order).toMatchObject({
      state: 'received',
      service: { served: [{ by: 'lena', file: { name: 'reply.eml' } }] },
    });
    await page.context().close();
  },
  4 * PATIENCE,
);

test.each([
  ['en-GB', 'en', 'Copy to the other authority', 'Came back'],
  ['zh-CN', 'zh', '送交对方主管机关的副本', '被退回'],
])(
  'what came back is told on the board and on its page, and is tried again or made up for with the keyboard (%s)',
  async (locale, suffix, copy, back) => {
    const page = await signIn('lena', locale, '/liaison?orders=undelivered');
    await page.locator(`[data-order="back-${suffix}"]`).waitFor();
    const lost = page.getByTestId(TEST_IDS.lostNotices);
    await lost.locator(`[data-notice="n-back-${suffix}"]`).waitFor();
    expect(await lost.getByRole('alert').count()).toBe(1);
    await expectPresentable(page, 'liaison-board-came-back');

    await page.goto(`${url}/liaison/orders/back-${suffix}`);
    const letter = page.getByTestId(TEST_IDS.deadLetter).filter({ hasText: COPY.name });
    const informing = page.getByTestId(TEST_IDS.deadLetter).filter({ hasNotText: COPY.name });
    await letter.waitFor();
    expect(await letter.textContent()).toContain(copy);
    expect(await page.locator(`[data-letter="back-${suffix}-authority-copy"]`).textContent()).toContain(back);
    await expectPresentable(page, 'came-back');
    await pressOn(page, letter.getByTestId(TEST_IDS.replayDelivery));
    await letter.waitFor({ state: 'detached' });
    const { orders, notices } = house.store;
    const [replayed] = (await orders.get(`back-${suffix}`))?.letters ?? [];
    expect(replayed).toMatchObject({ returned: null, nextAttemptAt: house.clock.now().toISOString() });

    // Prior information can only be made up for.
    expect(await informing.getByTestId(TEST_IDS.replayDelivery).count()).toBe(0);
    await pressOn(page, informing.locator('summary'));
    await informing.getByTestId(TEST_IDS.serviceTime).fill('2026-03-01T09:05:00');
    await typeInto(page, informing.getByTestId(TEST_IDS.serviceNote), 'Explained on the telephone.');
    await pressOn(page, informing.getByTestId(TEST_IDS.recordService));
    await informing.waitFor({ state: 'detached' });
    expect(await orders.get(`back-${suffix}`)).toMatchObject({
      state: 'sending',
      service: { uninformed: null, served: [{ of: 'prior-information', by: 'lena' }] },
    });

    await page.goto(`${url}/liaison/notices/n-back-${suffix}`);
    await page.getByTestId(TEST_IDS.deadLetter).waitFor();
    await expectPresentable(page, 'notice-came-back');
    await pressOn(page, page.getByTestId(TEST_IDS.replayDelivery));
    await page.getByTestId(TEST_IDS.deadLetter).waitFor({ state: 'detached' });
    expect(await notices.get(`n-back-${suffix}`)).toMatchObject({ undelivered: null, awaitsService: false });
    await page.context().close();
  },
  4 * PATIENCE,
);
