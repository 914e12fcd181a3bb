import type { PageRecipe } from '#core/source.ts';
import type { Adapter, AdapterContext, Cursor, VisitOptions } from '../contract.ts';
import { openPageSite, type PageSite } from './page-site.ts';
import { type RecipePage, readPage } from './recipe.ts';

const TYPES = /^(text\/html|application\/xhtml\+xml|text\/plain)\b/i;
const ACCEPT = 'text/html, application/xhtml+xml;q=0.9';

/** How a page is visited that a recipe reads. */
export const visitOptions = (recipe: PageRecipe): VisitOptions => ({
  accept: ACCEPT,
  types: TYPES,
  conditional: true,
  ...(recipe.render === 'browser' ? { render: { waitFor: recipe.waitFor, images: recipe.images !== undefined } } : {}),
});

/** Reads the items of any allow-listed site by a recipe of CSS selectors, over HTTP or, where the recipe says so, in Chromium. */
export const pageAdapter: Adapter = {
  poll: async (context, cursor) => {
    const next: Cursor = { ...cursor };
    const { addresses, recipes } = context.source;
    const sites: PageSite[] = [];
    for (const [index, address] of addresses.entries()) {
      const recipe = recipes?.[index] ?? recipes?.[0];
      if (recipe === undefined) context.skip(address, 'type', 'the source has no recipe for this address');
      else sites.push(openPageSite(context, address, recipe, cursor));
    }
    const first = sites.length === 0 ? 0 : Number(cursor.first ?? 0) % sites.length;
    const held = await visitAll(context, [...sites.slice(first), ...sites.slice(0, first)]);
    // When a poll ends early the next one begins with the address after, so that none is left out for ever.
    next.first = String(held === null ? 0 : sites.indexOf(held) + 1);
    if (sites.some((site) => site.next('urgent') !== undefined)) context.unfinished();
    for (const site of sites) await site.close(next, held !== null);
    return next;
  },
};

/** What may be new first, at every address; then what is known. Returns where the poll was held, or null. */
const visitAll = async (context: AdapterContext, sites: readonly PageSite[]): Promise<PageSite | null> => {
  for (const phase of ['urgent', 'later'] as const) {
    for (const site of sites) if (!(await visitSite(context, site, phase))) return site;
  }
  return null;
};

/** False when the poll is over for now. */
const visitSite = async (context: AdapterContext, site: PageSite, phase: 'urgent' | 'later'): Promise<boolean> => {
  const { recipe } = site;
  const options = visitOptions(recipe);
  for (let job = site.next(phase); job !== undefined; job = site.next(phase)) {
    const visit = await context.visit(job.url, options);
    if (visit.kind === 'held') return false;
    site.finish(job);
    if (visit.kind === 'unchanged') site.unchanged(job);
    else if (visit.kind === 'skipped') {
      if (visit.status === 404 || visit.status === 410) site.vanished(job);
    } else {
      let page: RecipePage;
      try {
        page = readPage(visit.tree(), visit.url, recipe);
      } catch (error) {
        context.skip(
          job.url,
          'type',
          `the recipe cannot be applied: ${error instanceof Error ? error.message : error}`,
        );
        continue;
      }
      if (page.items.length > 0 || page.follow.length > 0) {
        const captureId = await visit.capture();
        for (const item of page.items) context.item({ ...item, captureId });
      }
      site.took(job, page, visit.text);
    }
  }
  return true;
};
