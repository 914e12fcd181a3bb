import { assess } from './assess.ts';
import type { Measure } from './bench.ts';
import { claim } from './claim.ts';
import { crawl } from './crawl.ts';
import { crawlers } from './crawlers.ts';
import { endToEnd } from './end-to-end.ts';
import { model } from './model.ts';
import { pages } from './pages.ts';
import { reviewers } from './reviewers.ts';
import { search } from './search.ts';

/** In the order in which `all` runs them. */
export const MEASURES: readonly Measure[] = [endToEnd, model, assess, claim, reviewers, pages, search, crawl, crawlers];
