import { type CheerioAPI, load } from 'cheerio';
import type { PageRecipe } from '#core/source.ts';
import { readDate } from '../text/dates.ts';
import { type Element, namesOf, type Repeating, repeatingContainers, selectorOf } from './repeating.ts';

/** What a page seems to be made of. A guess: a person looks at it before it is used. */
export interface RecipeGuess {
  /** How its items could be read; null where none were recognised. */
  recipe: PageRecipe | null;
  /** The page seems to be a list: links to pages that hold the items. One of those pages is the one to try. */
  follow: { selector: string; links: number; example: string } | null;
  /** Next to nothing is on the page before its scripts have run. */
  needsBrowser: boolean;
}

type Field = PageRecipe['id'];

/** Of the items that a selector finds something in, at least so many must have it. */
const MOST = 0.8;

const within = ($: CheerioAPI, items: readonly Element[], selector: string): Element[] =>
  items.flatMap((item) => $(item).find(selector).first().toArray());

const has = ($: CheerioAPI, items: readonly Element[], selector: string, least = MOST): boolean =>
  within($, items, selector).length >= items.length * least;

const distinct = (values: readonly (string | undefined)[], count: number): boolean =>
  new Set(values.filter((value) => value !== undefined && value !== '')).size >= count * 0.9;

const timeField = ($: CheerioAPI, items: readonly Element[]): Field | undefined => {
  for (const [selector, attr] of [
    ['time[datetime]', 'datetime'],
    ['[itemprop="datePublished"][content]', 'content'],
    ['[datetime]', 'datetime'],
    ['abbr[title]', 'title'],
    ['[data-timestamp]', 'data-timestamp'],
    ['time', undefined],
    ['[class*="date"]', undefined],
    ['[class*="time"]', undefined],
  ] as const) {
    if (!has($, items, selector)) continue;
    const found = within($, items, selector);
    const read = found.filter((one) => readDate(attr === undefined ? $(one).text() : $(one).attr(attr)) !== undefined);
    if (read.length >= found.length * MOST) return attr === undefined ? { selector } : { selector, attr };
  }
  return undefined;
};

/** A selector, within an item, for a link of its own: as exact as the first item allows. */
const permalink = ($: CheerioAPI, items: readonly Element[]): string | undefined => {
  const named = [
    'a.permalink[href]',
    'a.u-url[href]',
    'a[rel~="bookmark"][href]',
    'a[href]:has(time)',
    'h1 a[href]',
    'h2 a[href]',
    'h3 a[href]',
    'h4 a[href]',
  ];
  const [first] = items;
  const inFirst = first === undefined ? [] : $(first).find('a[href]').toArray();
  const own = inFirst.flatMap((link) => namesOf(link).map((name) => `a.${name}[href]`));
  return [...named, ...own, 'a[href]'].find((selector) => {
    if (!has($, items, selector)) return false;
    const links = within($, items, selector).map((link) => $(link).attr('href'));
    return links.every((link) => !/^(#$|javascript:|mailto:)/i.test(link ?? '')) && distinct(links, items.length);
  });
};

const idField = ($: CheerioAPI, items: readonly Element[], link: string): Field => {
  const attributes = Object.keys(items[0]?.attribs ?? {}).filter((name) => /^data-.*id$|^id$/i.test(name));
  const own = attributes
    .sort((a, b) => Number(b.startsWith('data-')) - Number(a.startsWith('data-')))
    .find((name) =>
      distinct(
        items.map((item) => item.attribs[name]),
        items.length,
      ),
    );
  if (own !== undefined) return { selector: ':scope', attr: own };
  const links = within($, items, link);
  const onLink = Object.keys(links[0]?.attribs ?? {}).find(
    (name) =>
      /^data-.*id$/i.test(name) &&
      distinct(
        links.map((one) => one.attribs[name]),
        items.length,
      ),
  );
  return { selector: link, attr: onLink ?? 'href' };
};

const AUTHORS = [
  '[rel~="author"]',
  '[itemprop="author"]',
  '.p-author',
  '.author',
  '.username',
  '.byline',
  '[class*="author"]',
  '[class*="user-name"]',
];
const TEXTS = [
  '[itemprop="articleBody"]',
  '.e-content',
  '[class*="post-body"]',
  '[class*="post-content"]',
  '.body',
  '.content',
  '.text',
  '.message',
  '.summary',
  '.excerpt',
  '[class*="content"]',
  '[class*="text"]',
  '[class*="body"]',
  'blockquote',
];

const lengthOf = ($: CheerioAPI, element: Element): number => $(element).text().replace(/\s+/g, ' ').trim().length;

/** The part that holds the words: a usual name, else the smallest child that holds most of them, else the whole item. */
const textField = ($: CheerioAPI, items: readonly Element[]): Field => {
  const whole = items.reduce((sum, item) => sum + lengthOf($, item), 0);
  const holds = (selector: string): number =>
    within($, items, selector).reduce((sum, one) => sum + lengthOf($, one), 0) / whole;
  const usual = TEXTS.find((selector) => has($, items, selector) && holds(selector) >= 0.3);
  if (usual !== undefined) return { selector: usual };
  const [first] = items;
  const candidates =
    first === undefined
      ? []
      : $(first)
          .find('*')
          .toArray()
          .filter((one) => !/^(a|time|h[1-6]|header|footer|span|b|i|em|strong)$/.test(one.tagName))
          .flatMap((one) => [...namesOf(one).map((name) => `${one.tagName}.${name}`), one.tagName]);
  const single = [...new Set(candidates)].filter(
    (selector) => has($, items, selector) && items.every((item) => $(item).find(selector).length <= 1),
  );
  const best = single
    .map((selector) => ({ selector, share: holds(selector) }))
    .filter(({ share }) => share >= 0.5)
    // The deepest that still holds most of it.
    .sort((a, b) => a.share - b.share)[0];
  return { selector: best?.selector ?? ':scope' };
};

const NEXT_WORDS =
  /^(next( page)?|older( posts| entries)?|more|下一页|下一頁|后一页|suivante?|weiter|siguiente|›|»|→|>)\W*$/i;

const nextField = ($: CheerioAPI): Field | undefined => {
  for (const selector of [
    'a[rel~="next"]',
    'a.next',
    '.next a',
    'a[class*="next"]',
    'a[class*="older"]',
    '[class*="pag"] a.older',
  ])
    if ($(selector).first().attr('href') !== undefined) return { selector, attr: 'href' };
  const link = $('a[href]')
    .toArray()
    .find((one) => NEXT_WORDS.test($(one).text().trim()));
  const selector = link === undefined ? undefined : selectorOf($, [link]);
  return selector === undefined ? undefined : { selector, attr: 'href' };
};

/** Items that are little more than a link: a list of threads or headlines. */
const isList = ($: CheerioAPI, { elements }: Repeating, text: Field): boolean => {
  const words = elements.reduce((sum, item) => sum + lengthOf($, item), 0);
  const linked = elements.reduce(
    (sum, item) =>
      sum +
      $(item)
        .find('a')
        .toArray()
        .reduce((inner, link) => inner + lengthOf($, link), 0),
    0,
  );
  const times = elements.reduce((sum, item) => sum + $(item).find('time').text().trim().length, 0);
  return text.selector === ':scope' && (linked + times) / words > 0.75 && words / elements.length < 160;
};

const followOf = (
  $: CheerioAPI,
  { elements, selector }: Repeating,
  link: string,
  pageUrl: string,
): RecipeGuess['follow'] => {
  const links = within($, elements, link);
  const own = namesOf(links[0] as Element)[0];
  const inItem = own === undefined ? `${selector} ${link.replace('[href]', '')}` : `a.${own}`;
  const exact = $(inItem).length === links.length ? inItem : `${selector} ${link}`;
  const href = $(links[0] as Element).attr('href');
  if (href === undefined) return null;
  return { selector: exact, links: links.length, example: new URL(href, pageUrl).href };
};

/** Words on a page below which its scripts are taken to build it. */
const FEW_LETTERS = 200;

/** How the items of a page could be read. Pure: it looks at the page and nothing else. */
export const guessRecipe = (html: string, pageUrl: string): RecipeGuess => {
  const $ = load(html);
  const hasScripts = $('script').length > 0;
  $('script,style,noscript,template').remove();
  const needsBrowser = hasScripts && lengthOf($, $('body')[0] as Element) < FEW_LETTERS && $('article').length === 0;
  const nothing = { recipe: null, follow: null, needsBrowser };
  for (const repeating of repeatingContainers($).slice(0, 5)) {
    const { elements, selector } = repeating;
    const link = permalink($, elements);
    if (link === undefined) continue;
    const text = textField($, elements);
    if (isList($, repeating, text)) return { ...nothing, follow: followOf($, repeating, link, pageUrl) };
    const time = timeField($, elements);
    const author = AUTHORS.find((one) => has($, elements, one));
    const title = ['h1', 'h2', 'h3', 'h4', '.p-name', '.title'].find((one) => has($, elements, one));
    const next = nextField($);
    return {
      ...nothing,
      recipe: {
        item: selector,
        id: idField($, elements, link),
        url: { selector: link, attr: 'href' },
        text,
        ...(title === undefined ? {} : { title: { selector: title } }),
        ...(author === undefined ? {} : { author: { selector: author } }),
        ...(time === undefined ? {} : { time }),
        ...(next === undefined ? {} : { next }),
        render: needsBrowser ? 'browser' : 'http',
        maxPages: 5,
      },
    };
  }
  return nothing;
};
