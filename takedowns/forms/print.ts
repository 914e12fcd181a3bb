import { type Browser, chromium } from 'playwright-core';
import { WeirError } from '#core/errors.ts';

/** A page as `renderForm` makes it, on paper of the size A4. @throws WeirError PRINT_FAILED (retry) */
export type PrintPdf = (html: string) => Promise<Uint8Array>;

const LAUNCH_MILLISECONDS = 60_000;
const PAGE_MILLISECONDS = 30_000;

/**
 * Prints with the Chromium of the house: one page at a time, in a browser of its own that ends with it, without scripts, and with
 * no way to any network.
 */
export const createPrinter = (find: () => Promise<{ executablePath: string; args: readonly string[] }>): PrintPdf => {
  let last: Promise<unknown> = Promise.resolve();
  const print = async (html: string): Promise<Uint8Array> => {
    let browser: Browser | null = null;
    try {
      const { executablePath, args } = await find();
      browser = await chromium.launch({
        executablePath,
        args: [...args],
        headless: true,
        timeout: LAUNCH_MILLISECONDS,
        chromiumSandbox: !args.includes('--no-sandbox'),
      });
      const context = await browser.newContext({ javaScriptEnabled: false, offline: true, serviceWorkers: 'block' });
      context.setDefaultTimeout(PAGE_MILLISECONDS);
      await context.route(/.*/, (route) => route.abort('blockedbyclient'));
      const page = await context.newPage();
      await page.setContent(html, { waitUntil: 'load' });
      return await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true, tagged: true });
    } catch (cause) {
      throw new WeirError('PRINT_FAILED', 'The form could not be printed.', {
        status: 503,
        retry: true,
        fix: 'weir doctor says whether Chromium runs.',
        cause,
      });
    } finally {
      await browser?.close();
    }
  };
  return (html) => {
    const turn = last.then(() => print(html));
    last = turn.catch(() => {});
    return turn;
  };
};
