import type { Cheerio, CheerioAPI } from 'cheerio';

export type Element = ReturnType<ReturnType<CheerioAPI>['find']> extends Cheerio<infer One> ? One : never;

/** Parts of a page that lead elsewhere; what repeats in them is no post. */
const FURNITURE = 'nav,footer,aside,form,select,table.calendar,[role=navigation],[role=search],[aria-hidden=true]';
const SIMPLE_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,60}$/;
/** Class names that say how something looks or where it stands in a row, not what it is. */
const PASSING = /(^|[-_])(first|last|odd|even|active|selected|open|new|unread|sticky|pinned|\d+)([-_]|$)/i;
const POST_LIKE = /(post|entry|item|comment|message|article|story|status|tweet|thread|topic|reply|h-entry)/i;

export interface Repeating {
  selector: string;
  elements: Element[];
  score: number;
}

export const namesOf = (element: Element): string[] =>
  (element.attribs.class ?? '').split(/\s+/).filter((name) => SIMPLE_NAME.test(name) && !PASSING.test(name));

/** The shortest selector by tag and class that finds exactly these on the page; undefined where none does. */
export const selectorOf = ($: CheerioAPI, elements: readonly Element[]): string | undefined => {
  const [first] = elements;
  if (first === undefined) return undefined;
  const shared = namesOf(first).filter((name) => elements.every((one) => namesOf(one).includes(name)));
  const finds = (selector: string): boolean => $(selector).length === elements.length;
  const parents = [...new Set(elements.map((one) => one.parent as Element | null))];
  const parent = parents.length === 1 ? parents[0] : undefined;
  const above =
    parent === undefined || parent === null || parent.type !== 'tag'
      ? undefined
      : [...namesOf(parent).map((name) => `${parent.tagName}.${name}`), parent.tagName];
  const plain = [...shared.map((name) => `${first.tagName}.${name}`), first.tagName];
  const all = shared.length > 1 ? [`${first.tagName}.${shared.join('.')}`] : [];
  const nested = (above ?? []).flatMap((outer) => [...plain, ...all].map((inner) => `${outer} > ${inner}`));
  return [...plain, ...all, ...nested].find(finds);
};

const share = (elements: readonly Element[], holds: (element: Element) => boolean): number =>
  elements.filter(holds).length / elements.length;

const textOf = ($: CheerioAPI, element: Element): string => $(element).text().replace(/\s+/g, ' ').trim();

const scoreOf = ($: CheerioAPI, elements: readonly Element[]): number => {
  const texts = elements.map((element) => textOf($, element));
  const distinct = new Set(texts).size / texts.length;
  if (distinct < 0.6) return 0;
  const length = texts.reduce((sum, text) => sum + Math.min(text.length, 600), 0) / texts.length;
  if (length < 12) return 0;
  const links = elements.map((element) =>
    $(element).find('a[href]').add($(element).filter('a[href]')).first().attr('href'),
  );
  const hasLink = new Set(links.filter((link) => link !== undefined && !link.startsWith('#'))).size / elements.length;
  const hasTime = share(elements, (element) => $(element).find('time,[datetime],abbr[title]').length > 0);
  const isNamed = share(
    elements,
    (element) => element.tagName === 'article' || namesOf(element).some((name) => POST_LIKE.test(name)),
  );
  // Two words of the item are one sign, its hundred words another; a page rarely holds more than a few dozen posts.
  return (
    Math.min(length, 300) / 300 +
    2 * hasTime +
    1.5 * hasLink +
    isNamed +
    Math.min(Math.log2(elements.length), 4) / 4 +
    distinct
  );
};

/**
 * What repeats on a page and looks like posts, the likeliest first. Elements are taken together when they have the same tag, the
 * same parts of their class and parents of one kind.
 */
export const repeatingContainers = ($: CheerioAPI): Repeating[] => {
  const groups = new Map<string, Element[]>();
  for (const element of $('body *').toArray()) {
    if (
      /^(script|style|template|br|hr|img|svg|path|option|input|a|time|span|b|i|em|strong|code)$/.test(element.tagName)
    )
      continue;
    if ($(element).closest(FURNITURE).length > 0) continue;
    const parent = element.parent as Element | null;
    const key = JSON.stringify([
      element.tagName,
      namesOf(element),
      parent?.tagName,
      parent === null ? [] : namesOf(parent),
    ]);
    groups.set(key, [...(groups.get(key) ?? []), element]);
  }
  return [...groups.values()]
    .flatMap((elements) => {
      if (elements.length < 2) return [];
      const score = scoreOf($, elements);
      const selector = score === 0 ? undefined : selectorOf($, elements);
      return selector === undefined ? [] : [{ selector, elements, score }];
    })
    .sort((a, b) => b.score - a.score);
};
