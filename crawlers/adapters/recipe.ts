import type { Cheerio, CheerioAPI } from 'cheerio';
import { sha256 } from '#core/hash.ts';
import type { PageRecipe } from '#core/source.ts';
import type { FoundItem } from '../contract.ts';
import { readDate } from '../text/dates.ts';
import { nodesText, tidy } from '../text/html-text.ts';
import { imagesOf } from './images.ts';

export interface RecipePage {
  items: Omit<FoundItem, 'captureId'>[];
  /** Addresses of pages that hold items, absolute, each once. */
  follow: string[];
  next: string | undefined;
}

type Field = PageRecipe['id'];
export type Node = ReturnType<CheerioAPI>;

/** An address in one spelling, without fragment: what identifies a page. */
const absolute = (link: string | undefined, base: string): string | undefined => {
  try {
    const url = new URL(link?.trim() ?? '', base);
    return /^https?:$/.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
};

/** The first match within the item; the item itself where the selector is empty or `:scope`. */
const pick = (item: Node, field: Field): Cheerio<never> | Node => {
  if (field.selector === '' || field.selector === ':scope') return item;
  return item.find(field.selector).first();
};

export const value = (item: Node, field: Field | undefined): string | undefined => {
  if (field === undefined) return undefined;
  const found = pick(item, field);
  const text = field.attr === undefined ? tidy(found.text()) : found.attr(field.attr)?.trim();
  return text === '' ? undefined : text;
};

export const body = (item: Node, field: Field): string => {
  if (field.attr !== undefined) return tidy(pick(item, field).attr(field.attr) ?? '');
  return nodesText(pick(item, field).contents().toArray());
};

const imagesIn = ($: CheerioAPI, item: Node, field: Field | undefined, base: string): FoundItem['images'] => {
  if (field === undefined) return undefined;
  const found = field.selector === '' || field.selector === ':scope' ? item : item.find(field.selector);
  return imagesOf(
    found.toArray().map((element) => {
      const image = $(element);
      return { url: image.attr(field.attr ?? 'src'), alt: image.attr('alt') };
    }),
    base,
  );
};

/** The language of the nearest element around that names one. */
const langOf = (item: Node): string | undefined => {
  let at: Node[number] | Node[number]['parent'] | undefined = item[0];
  for (; at != null; at = at.parent) if ('attribs' in at && at.attribs.lang !== undefined) return at.attribs.lang;
  return undefined;
};

/** Reads the items of a page as its recipe says. A selector that cannot be read throws. */
export const readPage = ($: CheerioAPI, pageUrl: string, recipe: PageRecipe): RecipePage => {
  const base = absolute($('base[href]').attr('href'), pageUrl) ?? pageUrl;
  const items = $(recipe.item)
    .toArray()
    .map((element) => {
      const item = $(element);
      const url = absolute(value(item, recipe.url), base) ?? pageUrl;
      const text = body(item, recipe.text);
      return {
        nativeId: value(item, recipe.id) ?? `${url}#${sha256(text).slice(0, 32)}`,
        url,
        title: value(item, recipe.title),
        text,
        lang: langOf(item),
        author: value(item, recipe.author),
        publishedAt: readDate(value(item, recipe.time), recipe.timeZone),
        editedAt: undefined,
        thread: value(item, recipe.thread),
        tags: [],
        images: imagesIn($, item, recipe.images, base),
      };
    });
  const links = recipe.follow === undefined ? [] : $(recipe.follow).toArray();
  const follow = links.flatMap((element) => absolute($(element).attr('href'), base)?.replace(/#.*$/, '') ?? []);
  const next = recipe.next === undefined ? undefined : absolute(value($.root(), recipe.next), base);
  return { items, follow: [...new Set(follow)], next };
};
