/** Complaints and tips at the desk: a real browser, both languages, a narrow screen. */
import { expect, test } from 'vitest';
import { receiveComplaint } from '#core/complaint-state.ts';
import { sha256 } from '#core/hash.ts';
import { followTip } from '#core/tip-state.ts';
import { orderDrafted } from '#store/test-records.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse();
const HOUSE = { kind: 'system' as const, id: 'test' };

test(
  'the desk says that nothing waits; then a complaint is taken up and rejected, and a tip is dealt with',
  async () => {
    const page = await signIn('lena', 'en-GB', '/desk');
    await page.getByText('No complaint waits').waitFor();
    await page.getByText('No tip waits for a person').waitFor();

    const { store } = house;
    const subject = await house.openCase('desk');
    await store.orders.create('order-1', orderDrafted('IE-2026-1', { caseId: subject.id }), HOUSE);
    const at = store.clock.now().toISOString();
    const facts = { caseId: subject.id, orderId: 'order-1', lang: 'en' as const, contact: null };
    await store.complaints.create(
      'complaint-1',
      receiveComplaint(
        {
          ...{ kind: 'complaint', filer: 'content_provider', ...facts, receiptHash: sha256('code') },
          text: 'I reported on the call and said that it is wrong. <b>I did not call for anything.</b>',
        },
        at,
      ),
      HOUSE,
    );
    const tip = {
      url: `https://nowhere.example/${'a-long-address/'.repeat(8)}`,
      category: 'recruitment' as const,
      lang: 'en' as const,
      text: 'Invented: it asks people to come to the mill.',
      ...{ contact: null, receiptHash: sha256('other') },
    };
    await store.tips.create('tip-1', { type: 'tip.received', data: tip }, HOUSE);
    await store.tips.change('tip-1', HOUSE, (state) => followTip(state, { kind: 'no_source' }, at));

    await page.reload();
    await page.getByTestId(TEST_IDS.tipRow).waitFor();
    await expectPresentable(page, 'desk');
    await page.getByTestId(TEST_IDS.complaintRow).getByRole('link').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId(TEST_IDS.complaintTake).click();
    await page.getByTestId(TEST_IDS.complaintReason).fill('The text praises the call in its own words.');
    await expectPresentable(page, 'desk-complaint');
    await page.getByTestId(`${TEST_IDS.complaintDecide}-rejected`).click();
    await page.getByTestId(TEST_IDS.complaintReason).waitFor({ state: 'detached' });
    expect(await store.complaints.get('complaint-1')).toMatchObject({ state: 'rejected', decision: { by: 'lena' } });

    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${url}/desk`);
    await page.getByTestId(TEST_IDS.tipRow).waitFor();
    await page.getByTestId(`${TEST_IDS.tipOutcome}-no_action`).click();
    await page.getByText('No tip waits for a person').waitFor();
    expect(await store.tips.get('tip-1')).toMatchObject({ state: 'closed' });

    const chinese = await signIn('sven', 'zh-CN', '/desk/complaints/complaint-1');
    await chinese.getByText('打开移除令 IE-2026-1').waitFor();
    await expectPresentable(chinese, 'desk-complaint');
    await chinese.goto(`${url}/desk`);
    await chinese.getByTestId(TEST_IDS.complaintList).waitFor();
    await expectPresentable(chinese, 'desk');
  },
  PATIENCE * 4,
);
