import { load } from 'cheerio';
import type { ErrorDetail } from '#core/errors.ts';
import type { PageRecipe } from '#core/source.ts';
import { body, type Node, readPage, value } from '../adapters/recipe.ts';
import { readDate } from '../text/dates.ts';
import { loadHtml } from '../text/load-html.ts';

const FIELDS = ['id', 'url', 'text', 'title', 'author', 'time', 'thread', 'images'] as const;

/** The selectors of a recipe, by the name of their field; those that stand for the item itself are left out. */
const selectorsOf = (recipe: PageRecipe): [field: string, selector: string][] => [
  ['item', recipe.item],
  ...FIELDS.flatMap((name): [string, string][] => {
    const selector = recipe[name]?.selector;
    return selector === undefined || selector === '' || selector === ':scope' ? [] : [[name, selector]];
  }),
  ...(recipe.follow === undefined ? [] : [['follow', recipe.follow] as [string, string]]),
  ...(recipe.next === undefined ? [] : [['next', recipe.next.selector] as [string, string]]),
  ...(recipe.waitFor === undefined ? [] : [['waitFor', recipe.waitFor] as [string, string]]),
];

const unreadable = (selector: string): string | null => {
  try {
    load('<p></p>')(selector);
    return selector.trim() === '' ? 'is empty' : null;
  } catch (error) {
    return `cannot be read as a CSS selector: ${error instanceof Error ? error.message : String(error)}`;
  }
};

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Selectors that cannot be read, and a time zone that is not there, each with its place under `root` (a JSON pointer). */
export const recipeFaults = (recipe: PageRecipe, root: string): ErrorDetail[] => [
  ...selectorFaults(recipe, root),
  ...(recipe.timeZone === undefined || isTimeZone(recipe.timeZone)
    ? []
    : [
        {
          location: `${root}/timeZone`,
          rule: 'time_zone',
          message: 'is no time zone',
          fix: 'Write it as the IANA names it: Europe/Berlin, Asia/Shanghai, UTC.',
        },
      ]),
];

const selectorFaults = (recipe: PageRecipe, root: string): ErrorDetail[] =>
  selectorsOf(recipe).flatMap(([field, selector]) => {
    const message = unreadable(selector);
    const isBare = field === 'item' || field === 'follow' || field === 'waitFor';
    return message === null
      ? []
      : [
          {
            location: `${root}/${field}${isBare ? '' : '/selector'}`,
            rule: 'selector',
            message,
            fix: 'Write a CSS selector.',
          },
        ];
  });

/** What one selector found. */
export interface Match {
  field: string;
  selector: string;
  /** In how many places: of `of` items; of the page for `item`, `follow` and `next`, where `of` is null. */
  matched: number;
  of: number | null;
  /** What stands in the first; never an author's name. */
  sample: string | null;
}

/** What keeps a recipe from doing its work, or may. `code` is for pages that say it in their own language. */
export interface TrialProblem {
  code: string;
  message: string;
}

/** A post as a visit would find it. Who wrote it is left out: nobody needs a name to see that a recipe works. */
export interface TriedItem {
  id: string;
  url: string;
  title: string | null;
  text: string;
  publishedAt: string | null;
  hasAuthor: boolean;
  images: number;
}

export interface RecipeTrial {
  items: TriedItem[];
  /** All that were found; `items` shows the first of them. */
  found: number;
  matches: Match[];
  problems: TrialProblem[];
  follow: string[];
  next: string | null;
}

/** Items that are shown, and letters of each. */
export const SHOWN_ITEMS = 10;
export const SHOWN_LETTERS = 600;
const SAMPLE = 120;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
const say = (code: string, message: string): TrialProblem => ({ code, message });

const matchesOf = (html: string, recipe: PageRecipe): Match[] => {
  const $ = load(html);
  const items: Node[] = $(recipe.item)
    .toArray()
    .map((element) => $(element));
  const fieldMatch = (name: (typeof FIELDS)[number]): Match | null => {
    const field = recipe[name];
    if (field === undefined) return null;
    const values = items.map((item) => (name === 'text' ? body(item, field) : value(item, field)));
    const matched = values.filter((found) => found !== undefined && found !== '').length;
    const isImages = name === 'images';
    const sample =
      name === 'author' || isImages ? null : (values.find((found) => found !== undefined && found !== '') ?? null);
    const count = isImages ? items.filter((item) => item.find(field.selector).length > 0).length : matched;
    return {
      field: name,
      selector: field.attr === undefined ? field.selector : `${field.selector} @${field.attr}`,
      matched: count,
      of: items.length,
      sample: sample === null ? null : cut(sample.replace(/\s+/g, ' '), SAMPLE),
    };
  };
  const onPage = (field: string, selector: string | undefined): Match[] => {
    if (selector === undefined) return [];
    const found = $(selector);
    const href = found.first().attr('href');
    return [
      { field, selector, matched: found.length, of: null, sample: href === undefined ? null : cut(href, SAMPLE) },
    ];
  };
  return [
    { ...(onPage('item', recipe.item)[0] as Match), sample: null },
    ...FIELDS.flatMap((name) => fieldMatch(name) ?? []),
    ...onPage('follow', recipe.follow),
    ...onPage('next', recipe.next?.selector),
  ];
};

const problemsOf = (
  items: TriedItem[],
  matches: readonly Match[],
  recipe: PageRecipe,
  follow: number,
): TrialProblem[] => {
  const problems: TrialProblem[] = [];
  const count = items.length;
  if (count === 0)
    return follow > 0
      ? [
          say(
            'list_only',
            `No item is on this page, and ${follow} links lead on. Try one of the pages that they lead to.`,
          ),
        ]
      : [say('no_items', 'The selector of the item finds nothing on this page.')];
  const lacking = (field: string): number => {
    const match = matches.find((one) => one.field === field);
    return match === undefined ? 0 : count - match.matched;
  };
  const empty = items.filter(({ text }) => text === '').length;
  if (empty > 0) problems.push(say('no_text', `${empty} of ${count} items have no text.`));
  const distinctIds = new Set(items.map(({ id }) => id)).size;
  if (distinctIds < count)
    problems.push(
      say('same_id', `Only ${distinctIds} ids for ${count} items: items with one id overwrite each other.`),
    );
  if (lacking('id') > 0)
    problems.push(
      say('no_id', `${lacking('id')} of ${count} items have no id; an edit of them would look like a new post.`),
    );
  if (lacking('url') > 0)
    problems.push(say('no_url', `${lacking('url')} of ${count} items have no address of their own.`));
  if (recipe.time === undefined)
    problems.push(say('no_time_field', 'No time is read; the moment of collecting would count.'));
  else {
    const untimed = items.filter(({ publishedAt }) => publishedAt === null).length;
    if (untimed > 0) problems.push(say('no_time', `${untimed} of ${count} items have no time that can be read.`));
  }
  if (recipe.author === undefined)
    problems.push(say('no_author_field', 'No author is read; posts of one author cannot be told to belong together.'));
  if (recipe.next !== undefined && matches.find(({ field }) => field === 'next')?.matched === 0)
    problems.push(say('no_next', 'The link to the next page is not on this page; it may be the last.'));
  return problems;
};

/** Reads a page by a recipe and says what each selector found. Pure. The recipe's selectors must be readable (`recipeFaults`). */
export const tryRecipe = (html: string, pageUrl: string, recipe: PageRecipe): RecipeTrial => {
  const page = readPage(loadHtml(html), pageUrl, recipe);
  const matches = matchesOf(html, recipe);
  const all = page.items.map(
    (item): TriedItem => ({
      id: item.nativeId ?? '',
      url: item.url ?? pageUrl,
      title: item.title ?? null,
      text: item.text ?? '',
      publishedAt: readDate(item.publishedAt) ?? null,
      hasAuthor: item.author !== undefined,
      images: item.images?.length ?? 0,
    }),
  );
  return {
    items: all.slice(0, SHOWN_ITEMS).map((item) => ({ ...item, text: cut(item.text, SHOWN_LETTERS) })),
    found: all.length,
    matches,
    problems: problemsOf(all, matches, recipe, page.follow.length),
    follow: page.follow.slice(0, SHOWN_ITEMS),
    next: page.next ?? null,
  };
};
