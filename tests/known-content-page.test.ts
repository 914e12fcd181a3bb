/** What people see of known content and of pictures: real processes, a real browser, both languages. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCorpus } from '#fixtures/post.ts';
import { DEMO_PASSWORD } from '#fixtures/seed.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import type { StoredPost } from '#store/posts.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { giveReason, launchBrowser, openSignIn, PATIENCE, submitSignIn } from './browser.ts';
import { type House, startHouse } from './house.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();
let house: House;
let browser: Browser;

beforeAll(async () => {
  const posts = loadCorpus().posts.filter(({ key, platform }) => /-p\d\d$/.test(key) && platform !== 'ferry');
  house = await startHouse(namespace, { web: { corpus: { posts, trickle: [] } } });
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const flagged = async (key: string): Promise<StoredPost> => {
  const url = house.web.control.urlOf(key);
  const find = async () =>
    (await house.store.posts.search({ flagged: true, size: 50 })).items.find(({ post }) => post.url === url)?.post;
  await expect.poll(async () => (await find()) !== undefined, { timeout: PATIENCE }).toBe(true);
  const post = await find();
  if (post === undefined) throw new Error(`${key} is gone again`);
  return post;
};
const signIn = async (login: string, locale: string): Promise<Page> => {
  const page = await openSignIn(browser, house.url, locale);
  await submitSignIn(page, login, DEMO_PASSWORD);
  return page;
};
const openCase = async (page: Page, post: StoredPost): Promise<void> => {
  await page.goto(`${house.url}/review/cases/${caseIdOf(post.analysis?.clusterId ?? '')}`);
  await page.getByTestId(TEST_IDS.caseView).waitFor();
};

it.each([
  [
    'en',
    'Matched a known-content list: Harbour Office list (Harbour Office for Shared Lists (fictional))',
    'by a picture',
    'No words were read',
  ],
  [
    'zh-CN',
    '匹配已知内容清单：Harbour Office list（Harbour Office for Shared Lists (fictional)）',
    '依据图片',
    '未在此图片中读到文字',
  ],
])(
  'a case names the list that its picture matched, and shows no image (%s)',
  async (locale, words, where, none) => {
    const page = await signIn('mei', locale);
    await openCase(page, await flagged('pt-en-p05'));
    const matches = page.getByTestId(TEST_IDS.knownMatches);
    expect(await matches.textContent()).toContain(words);
    expect(await matches.textContent()).toContain(where);
    expect(await page.getByTestId(TEST_IDS.pictures).textContent()).toContain(none);
    expect(await page.locator('img').count()).toBe(0);
    await expectAccessible(page);
    await page.context().close();
  },
  120_000,
);

it('words from a picture are shown as such, veiled until asked for, with what carried the score', async () => {
  const page = await signIn('mei', 'en');
  await openCase(page, await flagged('lf-en-p01'));
  const text = page.getByTestId(TEST_IDS.pictureText);
  expect(await text.getAttribute('data-revealed')).toBe('false');
  expect(await page.getByTestId(TEST_IDS.caseText).textContent()).toBe(
    'read it, then pass it on before they take it down',
  );
  expect(await page.getByTestId(TEST_IDS.pictures).textContent()).toContain('Read in the picture');
  await page.getByTestId(TEST_IDS.reveal).click();
  await expect.poll(() => text.getAttribute('data-revealed')).toBe('true');
  expect(await text.textContent()).toContain('Burn the Quayside Market');
  expect(await text.locator('mark').count()).toBeGreaterThan(0);
  await expectAccessible(page);
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: process.env.SHOTS, fullPage: true });
  await page.context().close();
}, 120_000);

it('the archive shows the same of a post', async () => {
  const page = await signIn('tomas', 'en');
  await page.goto(`${house.url}/archive/posts/${(await flagged('lf-en-p06')).id}`);
  await giveReason(page);
  await page.getByTestId(TEST_IDS.postView).waitFor();
  expect(await page.getByTestId(TEST_IDS.knownMatches).textContent()).toContain('by a link in it');
  await page.context().close();
}, 120_000);
