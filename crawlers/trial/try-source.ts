import { type PageRecipe, readsByRecipe, type Source } from '#core/source.ts';
import type { Collector, PollResult, SeenPage } from '../crawl.ts';
import { loadHtml } from '../text/load-html.ts';
import { guessRecipe, type RecipeGuess } from './recipe-guess.ts';
import { type RecipeTrial, SHOWN_ITEMS, SHOWN_LETTERS, type TrialProblem, tryRecipe } from './recipe-trial.ts';

/** What one look at an address found. Nothing of it is stored. */
export interface SourceTrial extends RecipeTrial {
  /** The page that was read; null where it was not had. */
  page: { url: string; status: number | null; requests: number; bytes: number } | null;
  /** For HTML pages only. */
  guess: RecipeGuess | null;
  /** Why it was not had, by the name of the reason; and when to ask again. */
  refused: { reason: string; detail: string; notBefore: string | null } | null;
}

const EMPTY: RecipeTrial = { items: [], found: 0, matches: [], problems: [], follow: [], next: null };
const notHad = (reason: string, detail: string, notBefore: string | null = null): SourceTrial => ({
  ...EMPTY,
  page: null,
  guess: null,
  refused: { reason, detail, notBefore },
});

const ofPage = (seen: SeenPage, recipe: PageRecipe | null): SourceTrial => {
  if (seen.kind === 'refused') return notHad(seen.reason, seen.detail);
  if (seen.kind === 'later') return notHad('delay', seen.detail, seen.notBefore);
  const { url, status, requests, bytes } = seen;
  try {
    loadHtml(seen.html);
  } catch (error) {
    return notHad('type', `the page cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  const guess = guessRecipe(seen.html, url);
  const used = recipe ?? guess.recipe;
  const problems: TrialProblem[] = [];
  if (guess.needsBrowser && used?.render !== 'browser')
    problems.push({ code: 'needs_browser', message: 'Hardly anything is on this page before its scripts have run.' });
  if (used === null)
    problems.push(
      guess.follow === null
        ? { code: 'no_guess', message: 'Nothing on this page looks like a row of posts.' }
        : { code: 'list_page', message: 'This page is a list: its links lead to the pages that hold the posts.' },
    );
  const trial = used === null ? EMPTY : tryRecipe(seen.html, url, used);
  return {
    ...trial,
    problems: [...problems, ...trial.problems],
    page: { url, status, requests, bytes },
    guess,
    refused: null,
  };
};

const ofPoll = (poll: PollResult, address: string): SourceTrial => {
  const items = poll.items.map((item) => ({
    id: item.nativeId,
    url: item.url,
    title: item.title ?? null,
    text: item.text.length > SHOWN_LETTERS ? `${item.text.slice(0, SHOWN_LETTERS)}…` : item.text,
    publishedAt: item.publishedAt ?? null,
    hasAuthor: item.author !== undefined,
    images: item.images?.length ?? 0,
  }));
  // That the budget of one page ends the series is what was asked for.
  const skipped = poll.skipped.filter(({ reason }) => reason !== 'budget');
  const [first] = skipped;
  if (items.length === 0 && first !== undefined) return notHad(first.reason, first.detail, poll.notBefore);
  const problems: TrialProblem[] = [
    ...(items.length === 0 ? [{ code: 'no_posts', message: 'The address answers, and shows no public post.' }] : []),
    ...skipped.map(({ reason, detail }) => ({ code: `skip_${reason}`, message: detail })),
  ];
  return {
    ...EMPTY,
    items: items.slice(0, SHOWN_ITEMS),
    found: items.length,
    problems: problems.slice(0, 20),
    page: { url: address, status: null, requests: poll.requests, bytes: poll.bytes },
    guess: null,
    refused: null,
  };
};

/**
 * Fetches one page of a source by the rules that every visit obeys, and says what would be found there. `source` holds exactly
 * one address and, for an adapter that reads by recipe, at most one recipe; without one the guess is tried. Of a site that is read by
 * its sitemaps, the address is that of one of its pages.
 */
export const trySource = async (collector: Collector, source: Source): Promise<SourceTrial> => {
  const [address = ''] = source.addresses;
  if (!readsByRecipe(source.adapter)) return ofPoll(await collector.poll(source, {}), address);
  const recipe = source.recipes?.[0] ?? null;
  const render = recipe?.render === 'browser' ? { render: { waitFor: recipe.waitFor } } : {};
  return ofPage(await collector.look(address, source, render), recipe);
};
