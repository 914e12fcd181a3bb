import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sourceOf, startSite } from './site.ts';
import { escaped, type Subject, sendTagged, type Written } from './written.ts';

const SCHEMA = 'http://www.sitemaps.org/schemas/sitemap/0.9';

const changedAt = (post: Written): string => post.editedAt ?? post.publishedAt;

export const recipe = {
  item: 'article',
  id: { selector: '', attr: 'data-id' },
  url: { selector: 'a.link', attr: 'href' },
  text: { selector: '.text' },
  author: { selector: '.author' },
  time: { selector: 'time', attr: 'datetime' },
  render: 'http' as const,
  maxPages: 1,
};

/** A site with a page for each post, an index of sitemaps, and the sitemap itself packed with gzip. */
export const sitemap: Subject = {
  name: 'sitemap',
  pageSize: 10,
  open: async () => {
    const posts: Written[] = [];
    const site = await startSite((request, response, url) => {
      const newest = posts.map(changedAt).sort().at(-1);
      if (url.pathname === '/sitemap.xml') {
        const lastmod = newest === undefined ? '' : `<lastmod>${newest}</lastmod>`;
        const body = `<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="${SCHEMA}"><sitemap><loc>${site.origin}/posts.xml.gz</loc>${lastmod}</sitemap></sitemapindex>`;
        return sendTagged(request, response, 'application/xml', body);
      }
      if (url.pathname === '/posts.xml.gz') {
        const entries = posts.map(
          (post) => `<url><loc>${site.origin}/p/${post.id}</loc><lastmod>${changedAt(post)}</lastmod></url>`,
        );
        const body = gzipSync(`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="${SCHEMA}">${entries.join('\n')}</urlset>`);
        const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 12)}"`;
        if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
        else response.writeHead(200, { 'content-type': 'application/gzip', etag }).end(body);
        return;
      }
      const post = posts.find(({ id }) => url.pathname === `/p/${id}`);
      if (post === undefined) {
        response.writeHead(410).end();
        return;
      }
      sendTagged(
        request,
        response,
        'text/html; charset=utf-8',
        `<html lang="en"><body><article data-id="${post.id}"><a class="link" href="/p/${post.id}">#</a><b class="author">ada</b>
<time datetime="${post.publishedAt}"></time><div class="text">${escaped(post.text)}</div></article></body></html>`,
      );
    });
    const source = sourceOf(site, { adapter: 'sitemap', addresses: [`${site.origin}/sitemap.xml`], recipes: [recipe] });
    return { site, source, posts, nativeIdOf: ({ id }) => String(id) };
  },
};
