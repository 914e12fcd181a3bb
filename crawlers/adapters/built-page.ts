import type { CDPSession, Page } from 'playwright-core';
import { WeirError } from '#core/errors.ts';
import type { Load } from '../politeness/validators.ts';
import { watchLoads } from './page-loads.ts';

/** What the scripts of a page made of it. */
export interface BuiltPage {
  dom: string;
  screenshot: Uint8Array;
  /** What its scripts loaded; null where it cannot be asked whether that has changed. */
  loads: Load[] | null;
}

/** Of the window, in pixels. */
export const WIDTH = 1280;
export const HEIGHT = 1024;
const MAX_HEIGHT = 8000;
const MAX_NODES = 200_000;
/** Of the DOM as text; the egress takes no larger page either. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

interface Read {
  nodes: number;
  height: number;
  characters: number;
  /** Null when it is too large to be taken. */
  dom: string | null;
}

/**
 * Runs inside the page, in a world of its own: scripts of the page cannot change what it calls, nor can elements that are
 * named like properties of the document (`<img name="documentElement">`).
 */
const readInside = (maxNodes: number, maxCharacters: number): Read => {
  const root: Element | null = Reflect.get(Document.prototype, 'documentElement', document);
  if (root === null) return { nodes: 0, height: 0, characters: 0, dom: '' };
  const nodes = Document.prototype.getElementsByTagName.call(document, '*').length;
  const read: Read = { nodes, height: 0, characters: 0, dom: null };
  if (nodes > maxNodes) return read;
  const doctype: DocumentType | null = Reflect.get(Document.prototype, 'doctype', document);
  const head = doctype === null ? '' : new XMLSerializer().serializeToString(doctype);
  const dom = head + Reflect.get(Element.prototype, 'outerHTML', root);
  read.characters = dom.length;
  if (dom.length > maxCharacters) return read;
  // Asked last: it makes the browser lay the whole page out.
  return { ...read, height: Reflect.get(Element.prototype, 'scrollHeight', root), dom };
};

/**
 * Runs inside the page, in the same world: ends once the selector finds something. No function in it has a name of its own: the
 * loader that the house runs under would wrap it in a function that the page does not have.
 */
const waitInside = (selector: string): Promise<void> =>
  new Promise((resolve) => {
    if (Document.prototype.querySelector.call(document, selector) !== null) return resolve();
    const observer = new MutationObserver(() => {
      if (Document.prototype.querySelector.call(document, selector) === null) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });

/** The whole page as PNG: the pixels as they are, packed in a hurry (a fifth larger, in half of the time). */
const pictureOf = async (session: CDPSession, height: number): Promise<Buffer> => {
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.max(1, Math.min(height, MAX_HEIGHT)), scale: 1 };
  const shoot = async (captureBeyondViewport: boolean): Promise<Buffer> => {
    const options = { format: 'png', optimizeForSpeed: true, captureBeyondViewport, clip } as const;
    return Buffer.from((await session.send('Page.captureScreenshot', options)).data, 'base64');
  };
  if (clip.height > HEIGHT) return shoot(true);
  // What fits into the window need not be laid out and painted anew; where the window was not painted yet, it has to be.
  return shoot(false).catch(() => shoot(true));
};

/** A world of our own in the page's document, where expressions are run. */
const openWorld = async (session: CDPSession) => {
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  });
  return async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      ...{ contextId, expression, returnByValue: true, awaitPromise: true },
    });
    if (exceptionDetails !== undefined)
      throw new Error(`the page cannot be read: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  };
};

/**
 * Waits for the page, then reads it with its picture, never more than the caps.
 * @throws WeirError BROWSER_TOO_LARGE
 */
export const readBuiltPage = async (
  page: Page,
  { answer, waitFor }: { answer: { url: string }; waitFor: string | undefined },
): Promise<BuiltPage> => {
  const loads = watchLoads(page);
  const session = await page.context().newCDPSession(page);
  await page.goto(answer.url, { waitUntil: waitFor === undefined ? 'load' : 'commit', timeout: 0 });
  const run = await openWorld(session);
  // Playwright would send its whole library into each page to wait for a selector.
  const wait = waitFor === undefined ? '' : `await (${waitInside.toString()})(${JSON.stringify(waitFor)});`;
  const look = `return (${readInside.toString()})(${MAX_NODES}, ${MAX_CHARACTERS});`;
  const read = (await run(`(async () => { ${wait} ${look} })()`)) as Read;
  const { nodes, height, characters, dom } = read;
  if (dom === null) {
    const what =
      nodes > MAX_NODES
        ? `${nodes} nodes, ${MAX_NODES} are read`
        : `${characters} characters, ${MAX_CHARACTERS} are read`;
    throw new WeirError('BROWSER_TOO_LARGE', `${answer.url} has ${what}.`);
  }
  return { dom, screenshot: await pictureOf(session, height), loads: await loads.read() };
};
