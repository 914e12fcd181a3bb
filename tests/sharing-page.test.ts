/** What is shared with partners, on its page: a real browser, both languages; who may change it and who may only look. */
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { handoverFailed } from '#core/handover.ts';
import { holdShare } from '#core/sharing.ts';
import { announce, shareCase } from '#pipeline/sharing.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { AUTHORITY } from './api-house.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable, pressOn, tabTo, typeInto } from './looks.ts';
import { house, openPageHouse, signIn } from './page-house.ts';
import { signedCase } from './signed-case.ts';

openPageHouse();

const HOUSE = { kind: 'system' as const, id: 'test' };

beforeAll(async () => {
  const sven = await house.signIn('sven');
  await sven.send('PUT', '/sharing/partners/old-partner', {
    ...{ name: 'Shared Lists Office (fictional)', agreement: 'Agreement 12/2026', categories: ['recruitment'] },
    webhook: { url: 'https://partner.example/news', categories: ['recruitment'] },
    ...{ apiRoot: null, requestsPerMinute: 60, suspended: false },
  });
  const { store, clock } = house;
  const sharer = { publicUrl: house.deps.config.publicUrl, name: AUTHORITY.name };
  const [kept, reversed] = [await signedCase(house, 'kept'), await signedCase(house, 'reversed')];
  for (const { id } of [kept, reversed]) await shareCase(store, sharer, id);
  await announce(store);
  await store.cases.change(reversed.id, { kind: 'human', id: 'sven' }, (state) =>
    holdShare(state, { kind: 'reversed', reason: 'A complaint was upheld.' }),
  );
  await shareCase(store, sharer, reversed.id);
  await announce(store);
  const [message] = (await store.handovers.list({ partnerId: 'old-partner', size: 10 })).items;
  await store.handovers.change(message?.id ?? '', HOUSE, (state) =>
    handoverFailed(state, { error: 'the partner answered 410', at: clock.now().toISOString(), final: true }),
  );
}, 240_000);

test.each([
  ['en-GB', 'en'],
  ['zh-CN', 'zh-CN'],
])(
  'a supervisor adds a partner, gives it a key, pauses it, and takes a table; what was taken back is seen (%s)',
  async (locale, lang) => {
    const id = `new-${lang.toLowerCase()}`;
    const page = await signIn('sven', locale, '/liaison/sharing');
    await page.locator(`[data-testid="${TEST_IDS.sharedItem}"][data-revoked="true"]`).first().waitFor();
    await page.locator(`[data-testid="${TEST_IDS.sharedItem}"][data-revoked="false"]`).first().waitFor();
    await pressOn(page, page.getByTestId(TEST_IDS.partnerAdd));
    const field = (name: string): Locator => page.getByTestId(`${TEST_IDS.partnerField}-${name}`);
    await typeInto(page, field('id'), id);
    await typeInto(page, field('name'), `Office ${lang} (fictional)`);
    await typeInto(page, field('agreement'), 'Agreement 13/2026, annex B');
    await tabTo(page, page.locator('input[type=checkbox][value=recruitment]').first());
    await page.keyboard.press('Space');
    await typeInto(page, field('webhook'), 'http://plain.example/hook');
    // Nothing leaves in the clear, and the page says so before the server would.
    await page.getByRole('alert').waitFor();
    expect(await page.getByTestId(TEST_IDS.partnerSave).isEnabled()).toBe(false);
    await expectPresentable(page, 'liaison-sharing-partner');
    await typeInto(page, field('webhook'), 'https://partner.example/hook');
    await pressOn(page, page.getByTestId(TEST_IDS.partnerSave));
    const card = page.locator(`[data-partner="${id}"]`);
    await card.waitFor();

    await pressOn(page, card.getByTestId(TEST_IDS.partnerKey));
    await pressOn(page, page.getByTestId(TEST_IDS.partnerKeyConfirm));
    const key = (await card.getByTestId(TEST_IDS.partnerKeyShown).textContent()) ?? '';
    expect(key).toContain(`weir.${id}.`);
    const download = page.waitForEvent('download');
    await pressOn(page, card.getByTestId(TEST_IDS.partnerCsv));
    const table = readFileSync(await (await download).path(), 'utf8');
    expect(table).toContain('https://ferry.example/kept');
    expect(table).not.toContain('https://ferry.example/reversed');
    await page.locator(`[data-testid="${TEST_IDS.handoverRow}"][data-state="delivered"]`).first().waitFor();
    await pressOn(page, card.getByTestId(TEST_IDS.partnerPause));
    await expect.poll(async () => (await house.store.partners.get(id))?.suspended, { timeout: PATIENCE }).toBe(true);
    await expectPresentable(page, 'liaison-sharing');
    await page.context().close();
  },
  PATIENCE * 5,
);

test(
  'a message that was given up is sent again; an auditor looks and changes nothing; a liaison has no such page',
  async () => {
    const page = await signIn('sven', 'en-GB', '/liaison/sharing');
    await pressOn(page, page.getByTestId(TEST_IDS.handoverReplay));
    await page.getByTestId(TEST_IDS.handoverReplay).waitFor({ state: 'detached' });
    await page.context().close();

    const auditor = await signIn('olga', 'en-GB', '/liaison/sharing');
    await auditor.getByTestId(TEST_IDS.handoverRow).first().waitFor();
    for (const name of ['partnerAdd', 'partnerPause', 'partnerKey', 'partnerCsv', 'handoverReplay'] as const)
      expect(await auditor.getByTestId(TEST_IDS[name]).count(), name).toBe(0);
    await auditor.context().close();

    const liaison = await signIn('lena', 'en-GB', '/liaison/sharing');
    await liaison.getByTestId(TEST_IDS.errorCode).first().waitFor();
    expect(await liaison.getByTestId(TEST_IDS.errorCode).first().textContent()).toBe('NOT_PERMITTED');
    await liaison.context().close();
  },
  PATIENCE * 4,
);
