/** The packaged Chromium, and people who sign in with it. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';

/** How long a page may take before a test gives up, in milliseconds. */
export const PATIENCE = 60_000;

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
    chromiumSandbox: !inject('chromiumArgs').includes('--no-sandbox'),
  });

/** A browser of their own, at the sign-in page. */
export const openSignIn = async (browser: Browser, url: string, locale: string): Promise<Page> => {
  const page = await (await browser.newContext({ locale, viewport: { width: 1280, height: 900 } })).newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(url);
  await page.getByTestId(TEST_IDS.signInForm).waitFor();
  return page;
};

export const submitSignIn = async (page: Page, login: string, password: string): Promise<void> => {
  await page.getByTestId(TEST_IDS.signInLogin).fill(login);
  await page.getByTestId(TEST_IDS.signInPassword).fill(password);
  await page.keyboard.press('Enter');
  await page.getByTestId(TEST_IDS.topBar).waitFor();
};

/** Says why a flagged post is looked at, as its page asks. */
export const giveReason = async (page: Page): Promise<void> => {
  await page.getByTestId(TEST_IDS.reasonGateText).fill('a test of the pages');
  await page.keyboard.press('Enter');
};
