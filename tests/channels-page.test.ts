/** What of delivery waits for a person, on the liaison's pages: a real server, a real browser, both languages. */
import { beforeAll, expect, test } from 'vitest';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable, takePicture } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';
import { signedOrder } from './signed-order.ts';

openPageHouse();

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
