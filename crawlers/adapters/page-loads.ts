import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Request } from 'playwright-core';
import { sha256 } from '#core/hash.ts';
import { type Load, validatorsIn } from '../politeness/validators.ts';

/** What cannot change a page's text: it is not asked for again. */
const NO_TEXT = new Set(['image', 'stylesheet', 'font', 'media', 'manifest', 'texttrack', 'ping']);
/** More are not asked for one by one: building the page costs its hosts less. */
const MAX_LOADS = 20;
/** For the ends of answers that the page has read already, in milliseconds. */
const SETTLE = 2000;

const loadOf = async (request: Request): Promise<Load | null> => {
  const response = await request.response();
  if (request.method() !== 'GET' || request.redirectedFrom() !== null || response?.status() !== 200) return null;
  const validators = validatorsIn(response.headers(), new Date().toISOString());
  if (validators.etag === null && validators.lastModified === null) return null;
  const bodyHash = sha256(await response.body());
  return { url: request.url(), accept: request.headers().accept ?? '*/*', ...validators, bodyHash };
};

/** Data before programs: it changes sooner. */
const isProgram = (request: Request): number => Number(request.resourceType() === 'script');

/**
 * Watches what the scripts and frames of a page load. `read` tells it with the validators that came, or null where a later visit
 * could not ask whether it has changed: something without a validator, sent with a body, redirected, failed, still under way, or
 * too much of it.
 */
export const watchLoads = (page: Page): { read(): Promise<Load[] | null> } => {
  const open = new Set<Request>();
  const loaded: Request[] = [];
  let isUnknown = false;
  let settled: () => void = () => {};
  const end = (request: Request): void => {
    open.delete(request);
    if (open.size === 0) settled();
  };
  page.on('request', (request) => {
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (!isPage && /^https?:/.test(request.url()) && !NO_TEXT.has(request.resourceType())) open.add(request);
  });
  page.on('requestfinished', (request) => {
    if (open.has(request)) loaded.push(request);
    end(request);
  });
  page.on('requestfailed', (request) => {
    // What the house refuses is refused the next time too.
    if (open.has(request) && !/ERR_BLOCKED_BY_CLIENT/.test(request.failure()?.errorText ?? '')) isUnknown = true;
    end(request);
  });
  return {
    read: async () => {
      if (open.size > 0) await Promise.race([new Promise<void>((done) => (settled = done)), sleep(SETTLE)]);
      if (isUnknown || open.size > 0 || loaded.length > MAX_LOADS) return null;
      const loads = new Map<string, Load>();
      for (const request of loaded.toSorted((a, b) => isProgram(a) - isProgram(b))) {
        const load = await loadOf(request).catch(() => null);
        const same = load === null ? undefined : loads.get(load.url);
        if (load === null || (same !== undefined && same.bodyHash !== load.bodyHash)) return null;
        loads.set(load.url, load);
      }
      return [...loads.values()];
    },
  };
};
