/** Collections and notes: a real server, a real browser, by keyboard, both languages. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { giveReason, PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse();

const post = aPost('mill', 'They met by the old mill.');
beforeAll(async () => {
  await house.store.posts.indexBatch([post]);
  await house.store.posts.setAnalysis([{ id: post.id, analysis: anAnalysis('met old mill', 'mill') }]);
  await house.store.posts.refresh();
}, 240_000);

const press = (page: Page, name: keyof typeof TEST_IDS): Promise<void> =>
  page.getByTestId(TEST_IDS[name]).press('Enter');
const gone = (page: Page, name: keyof typeof TEST_IDS): Promise<void> =>
  page.getByTestId(TEST_IDS[name]).waitFor({ state: 'detached' });

test.each(['en-GB', 'zh-CN'])(
  'an analyst begins a collection from a hit, takes the post out again, and writes and withdraws a note (%s)',
  async (locale) => {
    const page = await signIn('anna', locale);
    await press(page, 'collect');
    await press(page, 'collectNew');
    await page.getByTestId(TEST_IDS.collectionName).fill(`mill ${locale}`);
    await page.getByTestId(TEST_IDS.collectionPurpose).fill('What is said about the old mill.');
    await expectAccessible(page);
    await press(page, 'collectionKeep');
    await page.getByTestId(TEST_IDS.collectInto).waitFor();
    await expectAccessible(page);
    await press(page, 'collectKeep');
    await gone(page, 'collectKeep');

    await page.goto(`${url}/archive/collections`);
    await page.getByTestId(TEST_IDS.collectionRow).first().waitFor();
    await expectPresentable(page, 'archive-collections');
    await page.getByRole('link', { name: `mill ${locale}` }).press('Enter');
    await page.getByTestId(TEST_IDS.searchHit).waitFor();
    await expectPresentable(page, 'archive-collection');
    await press(page, 'collectionTakeOut');
    await gone(page, 'searchHit');

    await page.goto(`${url}/archive/posts/${post.id}`);
    await giveReason(page);
    const notes = page.getByTestId(TEST_IDS.postNotes);
    await notes.getByTestId(TEST_IDS.postNoteText).fill(`It quotes a song (${locale}).`);
    await press(page, 'noteWrite');
    await notes.getByText(`It quotes a song (${locale}).`).waitFor();
    await expectAccessible(page);
    await press(page, 'noteWithdraw');
    await page.getByTestId(TEST_IDS.noteReason).fill('It was another song.');
    await expectAccessible(page);
    await press(page, 'noteWithdrawKeep');
    await gone(page, 'noteWithdrawKeep');
    await gone(page, 'noteWithdraw');
    expect(await notes.textContent()).toContain('It was another song.');
    expect(await notes.textContent()).not.toContain(`(${locale})`);
    await page.context().close();
  },
  6 * PATIENCE,
);
