/** A house that listens and a browser before it, for the browser tests of one file. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { dashboardsDir } from '#cli/dashboards.ts';
import { type ApiHouse, type HouseChange, openApiHouse, PASSWORD } from './api-house.ts';
import { launchBrowser, openSignIn, submitSignIn } from './browser.ts';
import { testNamespace } from './namespace.ts';

// Each test file has its own copy of this module, so these are the file's; they stand when its own hooks begin.
export let house: ApiHouse;
export let url: string;
export let browser: Browser;

/** Opens them before the hooks of the file, and closes them after its last test. @returns the namespace of the house */
export const openPageHouse = (change: HouseChange = {}): string => {
  const namespace = testNamespace();
  beforeAll(async () => {
    house = await openApiHouse(namespace, { dashboardsDir, ...change });
    url = await house.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });
  return namespace;
};

/** Somebody in a browser of their own, at the page of this path where one is given. */
export const signIn = async (login: string, locale: string, path?: string): Promise<Page> => {
  const page = await openSignIn(browser, url, locale);
  await submitSignIn(page, login, PASSWORD);
  if (path !== undefined) await page.goto(`${url}${path}`);
  return page;
};
