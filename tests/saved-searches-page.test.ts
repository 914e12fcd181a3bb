/** Searches kept under a name, on the archive's page: a real server, a real browser, by keyboard, both languages. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { PipelineContext } from '#pipeline/context.ts';
import { watchSearch } from '#pipeline/search-alerts.ts';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse();

const collect = async (native: string): Promise<void> => {
  const post = aPost(native, 'They met by the old mill.');
  await house.store.posts.indexBatch([post]);
  await house.store.posts.setAnalysis([{ id: post.id, analysis: anAnalysis('met old mill', native) }]);
  await house.store.posts.refresh();
};
const press = (page: Page, name: keyof typeof TEST_IDS): Promise<void> =>
  page.getByTestId(TEST_IDS[name]).press('Enter');

test.each(['en-GB', 'zh-CN'])(
  'an analyst keeps a search, shares it, is told what it finds and looks at it (%s)',
  async (locale) => {
    const page = await signIn('anna', locale);
    await page.getByTestId(TEST_IDS.searchBox).fill('mill');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=mill/);
    // It is unfolded by itself where a search is kept already, as soon as the list is there.
    const panel = page.getByTestId(TEST_IDS.savedSearches);
    await panel.locator(`.fine, [data-testid="${TEST_IDS.savedSearch}"]`).first().waitFor({ state: 'attached' });
    if ((await panel.getAttribute('open')) === null) await panel.locator('summary').press('Enter');
    await press(page, 'saveSearch');
    await page.getByTestId(TEST_IDS.searchName).fill(`mill ${locale}`);
    await page.getByTestId(TEST_IDS.searchShared).press('Space');
    await expectAccessible(page);
    await press(page, 'searchKeep');
    const row = page.getByTestId(TEST_IDS.savedSearch);
    await row.waitFor();
    await press(page, 'watchSearch');
    await page.getByTestId(TEST_IDS.watchOn).press('Space');
    await page.getByTestId(TEST_IDS.watchPaused).waitFor();
    await expectAccessible(page);
    await press(page, 'watchKeep');
    await page.getByTestId(TEST_IDS.watchKeep).waitFor({ state: 'detached' });

    await collect(locale);
    const [saved] = (await house.store.searches.list()).filter(({ removedAt }) => removedAt === null);
    house.clock.advance(1000);
    const worker = { store: house.store, clock: house.clock } as Partial<PipelineContext> as PipelineContext;
    await watchSearch({ searchId: saved?.id ?? '' }, worker);
    // The page hears of it by itself.
    const fresh = page.getByTestId(TEST_IDS.freshCount);
    await fresh.waitFor();
    expect(await fresh.getAttribute('data-count')).toBe('1');
    await expectPresentable(page, 'archive-searches');
    await fresh.press('Enter');
    await page.getByTestId(TEST_IDS.searchHit).waitFor();
    await expectPresentable(page, 'archive-search-fresh');
    await press(page, 'freshSeen');
    await fresh.waitFor({ state: 'detached' });

    await page.goto(`${url}/archive/searches/${saved?.id}`);
    await page.waitForURL(/q=mill&saved=/);
    await press(page, 'editSearch');
    await expectAccessible(page);
    await press(page, 'searchRemove');
    await row.waitFor({ state: 'detached' });
    await page.context().close();
  },
  6 * PATIENCE,
);
