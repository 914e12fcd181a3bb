import { bluesky } from './bluesky-site.ts';
import { discourse, lemmy, nodebb, olderDiscourse } from './forum-sites.ts';
import { sourceOf, startSite } from './site.ts';
import { sitemap } from './sitemap-site.ts';
import { telegram } from './telegram-site.ts';
import { escaped, newestFirst, onePost, type Subject, sendTagged, type Written } from './written.ts';

const mastodon: Subject = {
  name: 'mastodon',
  pageSize: 40,
  open: async () => {
    const posts: Written[] = [];
    const statusOf = (post: Written): object => ({
      id: String(post.id),
      uri: `${site.origin}/users/ada/statuses/${post.id}`,
      url: `${site.origin}/p/${post.id}`,
      created_at: post.publishedAt,
      edited_at: post.editedAt,
      content: `<p>${escaped(post.text)}</p>`,
      spoiler_text: '',
      visibility: 'public',
      language: 'en',
      in_reply_to_id: null,
      reblog: null,
      tags: [],
      account: { acct: 'ada', noindex: false },
    });
    const site = await startSite((request, response, url) => {
      const single = /^\/api\/v1\/statuses\/(\d+)$/.exec(url.pathname)?.[1];
      if (single !== undefined) {
        const post = posts.find(({ id }) => id === Number(single));
        if (post === undefined) response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
        else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(statusOf(post)));
        return;
      }
      if (url.pathname !== '/api/v1/timelines/public') return onePost(posts, url, response);
      const floor = url.searchParams.get('min_id');
      const ceiling = Number(url.searchParams.get('max_id') ?? Number.POSITIVE_INFINITY);
      const below = newestFirst(posts).filter(({ id }) => id < ceiling && id > Number(floor ?? 0));
      const page = floor === null ? below.slice(0, 40) : below.slice(-40);
      const [first, last] = [page[0], page.at(-1)];
      if (first !== undefined && last !== undefined) {
        const at = (name: string, id: number): string =>
          `${site.origin}${url.pathname}?local=true&limit=40&${name}=${id}`;
        const older = posts.some(({ id }) => id < last.id) ? `<${at('max_id', last.id)}>; rel="next", ` : '';
        response.setHeader('link', `${older}<${at('min_id', first.id)}>; rel="prev"`);
      }
      sendTagged(request, response, 'application/json; charset=utf-8', JSON.stringify(page.map(statusOf)));
    });
    const source = sourceOf(site, { adapter: 'mastodon' });
    return { site, source, posts, nativeIdOf: ({ id }) => `${site.origin}/users/ada/statuses/${id}` };
  },
};

const feed: Subject = {
  name: 'feed',
  pageSize: 20,
  open: async () => {
    const posts: Written[] = [];
    const site = await startSite((request, response, url) => {
      if (url.pathname !== '/feed.atom') return onePost(posts, url, response);
      const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
      const below = newestFirst(posts).filter(({ id }) => id < before);
      const page = below.slice(0, 20);
      const last = page.at(-1);
      const older =
        below.length > 20 && last !== undefined ? `<link rel="next" href="/feed.atom?before=${last.id}"/>` : '';
      const entries = page.map(
        (post) => `<entry><id>tag:feed.example,2026:${post.id}</id><title>Post ${post.id}</title>
<link rel="alternate" href="/p/${post.id}"/><author><name>ada</name></author>
<published>${post.publishedAt}</published><updated>${post.editedAt ?? post.publishedAt}</updated>
<content type="html">${escaped(`<p>${escaped(post.text)}</p>`)}</content></entry>`,
      );
      const body = `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:feed.example,2026:feed</id>
<title>A feed</title><updated>2026-01-01T00:00:00Z</updated>${older}${entries.join('\n')}</feed>`;
      sendTagged(request, response, 'application/atom+xml', body);
    });
    const source = sourceOf(site, { adapter: 'feed', addresses: [`${site.origin}/feed.atom`] });
    return { site, source, posts, nativeIdOf: ({ id }) => `tag:feed.example,2026:${id}` };
  },
};

const rss: Subject = {
  name: 'feed (RSS, with older pages)',
  pageSize: 20,
  open: async () => {
    const posts: Written[] = [];
    const site = await startSite((request, response, url) => {
      if (url.pathname !== '/rss') return onePost(posts, url, response);
      const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
      const below = newestFirst(posts).filter(({ id }) => id < before);
      const page = below.slice(0, 20);
      const older = below.length > 20 ? `<atom:link rel="next" href="/rss?before=${page.at(-1)?.id}"/>` : '';
      const items = page.map(
        (post) => `<item><guid isPermaLink="false">ada-${post.id}</guid><link>${site.origin}/p/${post.id}</link>
<dc:creator>ada</dc:creator><pubDate>${new Date(post.publishedAt).toUTCString()}</pubDate><description>${escaped(post.text)}</description></item>`,
      );
      const body = `<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>A feed</title><link>${site.origin}/</link><description>A feed</description>${older}${items.join('\n')}</channel></rss>`;
      sendTagged(request, response, 'application/rss+xml; charset=utf-8', body);
    });
    const source = sourceOf(site, { adapter: 'feed', addresses: [`${site.origin}/rss`] });
    return { site, source, posts, nativeIdOf: ({ id }) => `ada-${id}` };
  },
};

const jsonFeed: Subject = {
  name: 'feed (JSON Feed)',
  pageSize: 20,
  open: async () => {
    const posts: Written[] = [];
    const site = await startSite((request, response, url) => {
      if (url.pathname !== '/feed.json') return onePost(posts, url, response);
      const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
      const below = newestFirst(posts).filter(({ id }) => id < before);
      const page = below.slice(0, 20);
      const body = JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'A feed',
        ...(below.length > 20 ? { next_url: `${site.origin}/feed.json?before=${page.at(-1)?.id}` } : {}),
        items: page.map((post) => ({
          id: `ada-${post.id}`,
          url: `${site.origin}/p/${post.id}`,
          content_text: post.text,
          date_published: post.publishedAt,
          ...(post.editedAt === null ? {} : { date_modified: post.editedAt }),
          authors: [{ name: 'ada' }],
        })),
      });
      sendTagged(request, response, 'application/feed+json', body);
    });
    const source = sourceOf(site, { adapter: 'feed', addresses: [`${site.origin}/feed.json`] });
    return { site, source, posts, nativeIdOf: ({ id }) => `ada-${id}` };
  },
};

const articleOf = (post: Written): string =>
  `<article data-id="${post.id}"><a class="link" href="/p/${post.id}">#</a><b class="author">ada</b>
<time datetime="${post.publishedAt}"></time><div class="text">${escaped(post.text)}</div></article>`;

const RECIPE = {
  item: 'article',
  id: { selector: '', attr: 'data-id' },
  url: { selector: 'a.link', attr: 'href' },
  text: { selector: '.text' },
  author: { selector: '.author' },
  time: { selector: 'time', attr: 'datetime' },
  next: { selector: 'a.next', attr: 'href' },
  render: 'http' as const,
  maxPages: 20,
};

const list: Subject = {
  name: 'page (a list with further pages)',
  pageSize: 10,
  open: async () => {
    const posts: Written[] = [];
    const site = await startSite((request, response, url) => {
      if (url.pathname !== '/list') return onePost(posts, url, response);
      const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
      const below = newestFirst(posts).filter(({ id }) => id < before);
      const page = below.slice(0, 10);
      const next = below.length > 10 ? `<a class="next" href="/list?before=${page.at(-1)?.id}">more</a>` : '';
      sendTagged(
        request,
        response,
        'text/html',
        `<html lang="en"><body>${page.map(articleOf).join('')}${next}</body></html>`,
      );
    });
    // How far back a list is read is for its recipe to say; here as far as it has to be.
    const recipes = [{ ...RECIPE, maxPages: 1000 }];
    const source = sourceOf(site, { addresses: [`${site.origin}/list`], recipes });
    return { site, source, posts, nativeIdOf: ({ id }) => String(id) };
  },
};

const threads: Subject = {
  name: 'page (a list of threads)',
  pageSize: 10,
  open: async () => {
    const posts: Written[] = [];
    const site = await startSite((request, response, url) => {
      const number = /^\/t\/(\d+)$/.exec(url.pathname)?.[1];
      if (url.pathname === '/board') {
        const numbers = [...new Set(posts.map(({ id }) => Math.floor(id / 15)))].reverse();
        const links = numbers.map((thread) => `<a class="thread" href="/t/${thread}">thread</a>`);
        sendTagged(request, response, 'text/html', `<body>${links.join('')}</body>`);
        return;
      }
      if (number === undefined) return onePost(posts, url, response);
      const inThread = posts.filter(({ id }) => Math.floor(id / 15) === Number(number));
      const page = Number(url.searchParams.get('page') ?? 1);
      const next = inThread.length > page * 10 ? `<a class="next" href="/t/${number}?page=${page + 1}">more</a>` : '';
      const articles = inThread.slice((page - 1) * 10, page * 10).map(articleOf);
      sendTagged(request, response, 'text/html', `<html lang="en"><body>${articles.join('')}${next}</body></html>`);
    });
    const recipes = [{ ...RECIPE, follow: 'a.thread' }];
    const source = sourceOf(site, { addresses: [`${site.origin}/board`], recipes });
    return { site, source, posts, nativeIdOf: ({ id }) => String(id) };
  },
};

export const SUBJECTS: readonly Subject[] = [
  mastodon,
  feed,
  rss,
  jsonFeed,
  list,
  threads,
  sitemap,
  telegram,
  discourse,
  olderDiscourse,
  nodebb,
  lemmy,
  bluesky,
];
