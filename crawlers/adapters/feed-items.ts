import { parseFeed } from 'feedsmith';
import { sha256 } from '#core/hash.ts';
import type { FoundItem } from '../contract.ts';
import { readDate } from '../text/dates.ts';
import { htmlText, tidy } from '../text/html-text.ts';
import { atomImages, jsonImages, rssImages } from './feed-images.ts';
import { type Rest, restOf } from './feed-rest.ts';

export interface FeedPage {
  items: Omit<FoundItem, 'captureId'>[];
  /** The next older page (RFC 5005 section 3, JSON Feed next_url). */
  next: string | undefined;
  /** Minutes that the feed asks to be left alone for (RSS ttl). */
  ttl: number | undefined;
  /** When the feed asks not to be read at all (RSS skipHours, skipDays); null where it does not. */
  rest: Rest | null;
}

type Parsed = ReturnType<typeof parseFeed<string>>;
type RssItem = NonNullable<Extract<Parsed, { format: 'rss' }>['feed']['items']>[number];
type RdfItem = NonNullable<Extract<Parsed, { format: 'rdf' }>['feed']['items']>[number];
type AtomEntry = NonNullable<Extract<Parsed, { format: 'atom' }>['feed']['entries']>[number];
type JsonItem = NonNullable<Extract<Parsed, { format: 'json' }>['feed']['items']>[number];
type Found = FeedPage['items'][number];

const absolute = (link: string | undefined, base: string): string => {
  try {
    return new URL(link ?? '', base).href;
  } catch {
    return base;
  }
};

const text = (value: string | undefined): string => (value === undefined ? '' : htmlText(value));
const title = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : text(value) || undefined;

/** Without an id of its own an item is its address and what it says. */
const fallbackId = (link: string, content: string): string => `${link}#${sha256(content).slice(0, 32)}`;

/** `updated` marks an edit when it is later than the first publication. */
const edited = (published: string | undefined, updated: string | undefined): string | undefined =>
  updated !== undefined && published !== undefined && updated > published ? updated : undefined;

const rssItem = (item: Partial<RssItem>, base: string, lang: string | undefined): Found => {
  const permalink = item.guid?.isPermaLink === false ? undefined : item.guid?.value;
  const url = absolute(item.link ?? (permalink?.startsWith('http') ? permalink : undefined), base);
  const body = text(item.content?.encoded ?? item.description);
  const publishedAt = readDate(item.pubDate ?? item.dc?.dates?.[0]);
  const person = item.authors?.[0];
  return {
    nativeId: item.guid?.value ?? fallbackId(url, `${item.title ?? ''}\n${body}`),
    url,
    title: title(item.title),
    text: body,
    lang: item.dc?.languages?.[0] ?? lang,
    author: item.dc?.creators?.[0] ?? person?.name ?? person?.email,
    publishedAt,
    editedAt: edited(publishedAt, readDate(item.atom?.updated)),
    thread: undefined,
    tags: (item.categories ?? []).flatMap(({ name }) => (name === undefined ? [] : [tidy(name)])),
    images: rssImages(item, base),
  };
};

const rdfItem = (item: Partial<RdfItem>, base: string, lang: string | undefined): Found => {
  const { title: heading, link, description, content, dc, rdf } = item;
  const about = rdf?.about === undefined ? {} : { guid: { value: rdf.about, isPermaLink: false } };
  const fields = { title: heading, link, description, content, dc };
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return rssItem({ ...present, ...about }, base, lang);
};

const atomText = (value: { value?: string; type?: string } | undefined): string =>
  value?.type === 'text' || value?.type === undefined ? tidy(value?.value ?? '') : text(value.value);

const atomItem = (entry: Partial<AtomEntry>, base: string, lang: string | undefined): Found => {
  const links = entry.links ?? [];
  const url = absolute((links.find(({ rel }) => rel === undefined || rel === 'alternate') ?? links[0])?.href, base);
  const content = entry.content?.type === undefined ? text(entry.content?.value) : atomText(entry.content);
  const body = content || atomText(entry.summary);
  const updated = readDate(entry.updated);
  const publishedAt = readDate(entry.published) ?? updated;
  return {
    nativeId: entry.id ?? fallbackId(url, body),
    url,
    title: atomText(entry.title) || undefined,
    text: body,
    lang: entry.xml?.lang ?? lang,
    author: entry.authors?.[0]?.name,
    publishedAt,
    editedAt: edited(publishedAt, updated),
    thread: entry.thr?.inReplyTos?.[0]?.ref,
    tags: (entry.categories ?? []).flatMap(({ term }) => (term === undefined ? [] : [tidy(term)])),
    images: atomImages(entry, base),
  };
};

const jsonItem = (item: Partial<JsonItem>, base: string, lang: string | undefined): Found => {
  const url = absolute(item.url ?? item.external_url, base);
  const body =
    item.content_html === undefined ? tidy(item.content_text ?? item.summary ?? '') : text(item.content_html);
  const publishedAt = readDate(item.date_published);
  return {
    nativeId: item.id ?? fallbackId(url, body),
    url,
    title: item.title === undefined ? undefined : tidy(item.title) || undefined,
    text: body,
    lang: item.language ?? lang,
    author: item.authors?.[0]?.name,
    publishedAt,
    editedAt: edited(publishedAt, readDate(item.date_modified)),
    thread: undefined,
    tags: item.tags ?? [],
    images: jsonImages(item, base),
  };
};

/**
 * Reads RSS, RDF, Atom or JSON Feed.
 * @throws the parser's error when it is none of them
 */
export const readFeed = (content: string, base: string): FeedPage => {
  const { format, feed } = parseFeed(content);
  switch (format) {
    case 'rss': {
      const lang = feed.language ?? feed.dc?.languages?.[0];
      const items = (feed.items ?? []).map((item) => rssItem(item as Partial<RssItem>, base, lang));
      const next = feed.atom?.links?.find(({ rel }) => rel === 'next')?.href;
      return {
        items,
        next: next === undefined ? undefined : absolute(next, base),
        ttl: feed.ttl,
        rest: restOf(content),
      };
    }
    case 'rdf': {
      const items = (feed.items ?? []).map((item) => rdfItem(item as Partial<RdfItem>, base, feed.dc?.languages?.[0]));
      return { items, next: undefined, ttl: undefined, rest: null };
    }
    case 'atom': {
      const items = (feed.entries ?? []).map((entry) => atomItem(entry as Partial<AtomEntry>, base, feed.xml?.lang));
      const next = feed.links?.find(({ rel }) => rel === 'next')?.href;
      return { items, next: next === undefined ? undefined : absolute(next, base), ttl: undefined, rest: null };
    }
    case 'json': {
      const items = (feed.items ?? []).map((item) => jsonItem(item as Partial<JsonItem>, base, feed.language));
      return {
        items,
        next: feed.next_url === undefined ? undefined : absolute(feed.next_url, base),
        ttl: undefined,
        rest: null,
      };
    }
  }
};
