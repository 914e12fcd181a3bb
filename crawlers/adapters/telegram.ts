import type { CheerioAPI } from 'cheerio';
import { sha256 } from '#core/hash.ts';
import type { Adapter, AdapterContext, Probe, VisitedPage } from '../contract.ts';
import { readDate } from '../text/dates.ts';
import { htmlText, tidy } from '../text/html-text.ts';
import { imagesOf } from './images.ts';
import { type Entry, type ListPage, type NewestFirst, pollNewestFirst } from './newest-first.ts';

const TYPES = /^text\/html\b/i;
const ACCEPT = 'text/html';

/** `/s/<channel>` or `/<channel>`, of a name as Telegram allows it. */
const CHANNEL = /^\/(?:s\/)?([a-z]\w{3,31})\/?$/i;

type Element = ReturnType<CheerioAPI>;

/** Pictures are backgrounds of links: the address stands in a style. */
const imagesIn = ($: CheerioAPI, message: Element, base: string): Entry['item']['images'] =>
  imagesOf(
    message
      .find('.tgme_widget_message_photo_wrap')
      .toArray()
      .map((element) => ({ url: /url\(['"]?([^'")]+)/.exec($(element).attr('style') ?? '')?.[1] })),
    base,
  );

const entryOf = ($: CheerioAPI, message: Element, page: VisitedPage): Entry | null => {
  const nativeId = message.attr('data-post') ?? '';
  const [channel = '', number = ''] = nativeId.split('/');
  if (!/^\d+$/.test(number) || message.hasClass('service_message')) return null;
  const date = message.find('a.tgme_widget_message_date').last();
  const url = new URL(`/${channel}/${number}`, page.url).href;
  // A quoted post has a text of its own in the link to it; the message's text is the last one.
  const body = message.find('.js-message_text, .tgme_widget_message_text').not('.js-message_reply_text').last();
  const text = htmlText(body.html() ?? '');
  const images = imagesIn($, message, page.url);
  const reply = message.find('a.tgme_widget_message_reply').attr('href');
  const isEdited = /\bedited\b/i.test(message.find('.tgme_widget_message_meta').text());
  const signature = tidy(message.find('.tgme_widget_message_from_author').text());
  const tags = [...text.matchAll(/#([\p{L}\p{N}_]+)/gu)].map(([, tag = '']) => tag.toLowerCase());
  return {
    order: Number(number),
    version: sha256(JSON.stringify([text, images?.length ?? 0, isEdited])).slice(0, 16),
    item: {
      nativeId,
      url,
      title: undefined,
      text,
      lang: undefined,
      author: signature === '' ? `@${channel}` : `${signature}@${channel}`,
      publishedAt: readDate(date.find('time').attr('datetime')),
      // The page says that a post was edited, not when.
      editedAt: undefined,
      thread: reply === undefined ? undefined : new URL(reply, page.url).pathname.slice(1),
      tags: [...new Set(tags)],
      images,
    },
  };
};

/** Null where elements are nested so deep that no parser should be given them. */
const treeOf = (page: VisitedPage): CheerioAPI | null => {
  try {
    return page.tree();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

const readChannel = (page: VisitedPage): ListPage | string => {
  if (!new URL(page.url).pathname.startsWith('/s/')) return 'there is no public preview: no channel, or switched off';
  const $ = treeOf(page);
  if ($ === null) return 'its elements are nested far deeper than a browser would';
  if ($('.tgme_channel_history, .tgme_channel_info').length === 0) return 'the page is not the preview of a channel';
  const entries = $('.tgme_widget_message[data-post]')
    .toArray()
    .flatMap((element) => entryOf($, $(element), page) ?? []);
  const more = $('a.tme_messages_more[data-before]').attr('data-before');
  const numbers = $('.tgme_widget_message[data-post]')
    .toArray()
    .map((element) => Number($(element).attr('data-post')?.split('/')[1]));
  // The link says where older ones begin; service messages count there too.
  const before = more ?? (page.text.includes('rel="prev"') && numbers.length > 0 ? Math.min(...numbers) : undefined);
  return { entries, older: before === undefined ? null : beforeOf(page.url, String(before)) };
};

const beforeOf = (pageUrl: string, before: string): string => {
  const url = new URL(pageUrl);
  url.search = '';
  url.searchParams.set('before', before);
  return url.href;
};

/** The page of a post answers 200 whatever it holds; the small page for embedding says whether the post is there. */
export const telegramProbe: Probe = {
  where: (address) => {
    const url = new URL(address);
    url.search = '?embed=1&mode=tme';
    return url.href;
  },
  // A page that cannot be read does not say that the post is gone.
  shows: (page) => !((treeOf(page)?.('.tgme_widget_message_error').length ?? 0) > 0),
};

const channelOf = (context: AdapterContext, address: string): NewestFirst | null => {
  const url = new URL(address);
  const channel = CHANNEL.exec(url.pathname)?.[1];
  if (channel === undefined) {
    context.skip(address, 'type', 'the address is not that of a channel: https://t.me/s/NAME');
    return null;
  }
  return {
    key: `${channel.toLowerCase()}.`,
    newest: new URL(`/s/${channel}`, url).href,
    accept: ACCEPT,
    types: TYPES,
    read: readChannel,
    probe: telegramProbe,
  };
};

/** Public channels by their preview pages (`https://t.me/s/NAME`): plain HTML, no account, no interface. */
export const telegramAdapter: Adapter = {
  poll: (context, cursor) => {
    const lists = context.source.addresses.flatMap((address) => channelOf(context, address) ?? []);
    return pollNewestFirst(context, lists, cursor);
  },
  probe: telegramProbe,
};
