/** What of delivery waits for a person, on the liaison's pages: a real server, a real browser, both languages. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '#api/server.ts';
import { dashboardsDir } from '#cli/dashboards.ts';
import { hashOf } from '#core/hash.ts';
import type { OrderDraft } from '#core/order.ts';
import { EXAMPLE_ORDER } from '#takedowns/forms/examples.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { type ApiHouse, openApiHouse, PASSWORD } from './api-house.ts';
import { launchBrowser, openSignIn, PATIENCE, submitSignIn } from './browser.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();

const machine = { kind: 'system' as const, id: 'test' };
let house: ApiHouse;
let browser: Browser;
let address: string;

/** A signed order about which this happened. */
const signedOrder = async (id: string, reference: string, then: OrderDraft[]): Promise<void> => {
  const { orders } = house.store;
  const at = house.clock.now().toISOString();
  const document = { ...EXAMPLE_ORDER, sectionA: { ...EXAMPLE_ORDER.sectionA, reference } };
  const { statementOfReasons } = document.sectionB;
  await orders.create(
    id,
    {
      type: 'order.drafted',
      data: {
        ...{ caseId: 'case-1', operatorId: 'ferry', reference, document, postIds: [hashOf(id)] },
        form: { statementOfReasons, nonDisclosure: false, nonDisclosureReason: null, emergencyReason: null },
        ...{ decidedBy: 'rita', countersignedBy: 'rolf', firstOrder: false, priorInformationSentAt: null },
      },
    },
    { kind: 'human', id: 'lena' },
  );
  await orders.change(id, { kind: 'human', id: 'sven' }, () => [
    { type: 'order.signed', data: { document, documentHash: hashOf(document), holdUntil: at } },
  ]);
  await orders.change(id, machine, () => then);
};

beforeAll(async () => {
  house = await openApiHouse(namespace, { dashboardsDir });
  address = await startServer(house.app, '127.0.0.1', 0);
  browser = await launchBrowser();
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
    await signedOrder(`lost-${locale}`, `IE-2026-LOST-${locale}`, [
      { type: 'order.attempted', data: {} },
      { type: 'order.undelivered', data: { of: 'order', error, attempts: 1 } },
    ]);
    await signedOrder(`sent-${locale}`, `IE-2026-SENT-${locale}`, [
      { type: 'order.attempted', data: {} },
      { type: 'order.sent', data: { of: 'order', proof, text: null } },
    ]);
  }
  await signedOrder('carry', 'IE-2026-CARRY', [{ type: 'order.service_awaited', data: { of: 'order', text: null } }]);
  house.clock.advance(600_000);
  await house.store.orders.refresh();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PICTURES_OF_PAGES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

test.each([
  ['en-GB', 'en', 'Not delivered'],
  ['zh-CN', 'zh', '未送达'],
])(
  'a dead letter is an alarm on the board and is replayed; a receipt is recorded with its proof (%s)',
  async (locale, suffix, undelivered) => {
    const page = await openSignIn(browser, address, locale);
    await submitSignIn(page, 'lena', PASSWORD);
    await page.goto(`${address}/liaison`);
    await page.getByTestId(TEST_IDS.boardAlarm).getByRole('link').click();
    const row = page.locator(`[data-order="lost-${suffix}"]`);
    await row.waitFor();
    expect(await row.textContent()).toContain(undelivered);
    await picture(page, `board-${locale}`);
    await row.getByRole('link').first().click();
    await page.getByTestId(TEST_IDS.deadLetter).waitFor();
    await expectAccessible(page);
    await picture(page, `dead-letter-${locale}`);
    await page.getByTestId(TEST_IDS.replayDelivery).click();
    await page.getByTestId(TEST_IDS.deadLetter).waitFor({ state: 'detached' });

    await page.goto(`${address}/liaison/orders/sent-${suffix}`);
    await page.getByTestId(TEST_IDS.serviceBox).waitFor();
    const pdf = page.getByTestId(TEST_IDS.orderForms).getByRole('link').first();
    expect(await pdf.getAttribute('href')).toBe(`/api/v1/orders/sent-${suffix}/document.pdf?form=tco-annex-1&lang=en`);
    await page.getByTestId(TEST_IDS.serviceTime).fill('2026-03-01T09:05:00');
    await page.getByTestId(TEST_IDS.serviceNote).fill('They wrote back.');
    const file = { name: 'reply.eml', mimeType: 'message/rfc822', buffer: Buffer.from('Received.') };
    await page.getByTestId(TEST_IDS.serviceFile).setInputFiles(file);
    await expectAccessible(page);
    await picture(page, `service-${locale}`);
    await page.setViewportSize({ width: 380, height: 800 });
    await picture(page, `service-narrow-${locale}`);
    await page.getByTestId(TEST_IDS.recordService).click();
    await page.getByTestId(TEST_IDS.serviceBox).waitFor({ state: 'detached' });
    await page.getByTestId(TEST_IDS.orderState).waitFor();
    await picture(page, `served-${locale}`);
    const order = await house.store.orders.get(`sent-${suffix}`);
    expect(order).toMatchObject({
      state: 'received',
      service: { served: [{ by: 'lena', file: { name: 'reply.eml' } }] },
    });
    await page.context().close();
  },
  4 * PATIENCE,
);
