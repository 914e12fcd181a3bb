import { describe, expect, it } from 'vitest';
import type { PageRecipe } from '#core/source.ts';
import { loadHtml } from '../text/load-html.ts';
import { readFeed } from './feed-items.ts';
import { imagesOf } from './images.ts';
import { type Status, statusItem } from './mastodon-status.ts';
import { readPage } from './recipe.ts';

const BASE = 'https://a.example/feeds/all';
const MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"';

it('images are absolute, each once, and what nobody can fetch is left out', () => {
  expect(
    imagesOf(
      [
        { url: '/1.png', alt: ' a boat ' },
        { url: 'https://a.example/1.png' },
        { url: 'data:image/png;base64,AA' },
        {},
        { url: 'http://[' },
      ],
      BASE,
    ),
  ).toEqual([{ url: 'https://a.example/1.png', alt: 'a boat' }]);
  expect(imagesOf([], BASE)).toBeUndefined();
  expect(
    imagesOf(
      Array.from({ length: 150 }, (_, n) => ({ url: `/${n}.png` })),
      BASE,
    ),
  ).toHaveLength(100);
});

it('a status gives its images with their descriptions, and no video', () => {
  const status = {
    ...{ id: '1', uri: 'https://a.example/users/b/statuses/1', url: 'https://a.example/@b/1', content: '<p>x</p>' },
    ...{ created_at: '2026-01-01T00:00:00Z', edited_at: null, spoiler_text: '', visibility: 'public', language: 'en' },
    ...{ in_reply_to_id: null, reblog: null, tags: [], account: { acct: 'b' } },
    media_attachments: [
      { type: 'image', url: 'https://a.example/m/1.png', description: 'a poster' },
      { type: 'image', url: null, remote_url: 'https://b.example/2.png', description: null },
      { type: 'video', url: 'https://a.example/m/3.mp4' },
      'nonsense',
    ],
  } as Status;
  expect(statusItem(status, 'a.example', 'c').images).toEqual([
    { url: 'https://a.example/m/1.png', alt: 'a poster' },
    { url: 'https://b.example/2.png' },
  ]);
  expect(statusItem({ ...status, media_attachments: undefined }, 'a.example', 'c').images).toBeUndefined();
});

describe('a feed gives the images', () => {
  it('of enclosures and media:content in RSS, one of each group', () => {
    const { items } = readFeed(
      `<rss version="2.0" ${MEDIA}><channel><title>t</title><link>https://a.example</link><item><title>x</title>
<enclosure url="/1.png" length="9" type="image/png"/><enclosure url="/talk.mp3" length="9" type="audio/mpeg"/>
<media:content url="/2.jpg" medium="image"><media:description>a crowd</media:description></media:content>
<media:group><media:content url="/3-large.jpg" type="image/jpeg"/><media:content url="/3-small.jpg" type="image/jpeg"/></media:group>
<media:content url="/4.mp4" type="video/mp4"/></item></channel></rss>`,
      BASE,
    );
    expect(items[0]?.images).toEqual([
      { url: 'https://a.example/1.png' },
      { url: 'https://a.example/2.jpg', alt: 'a crowd' },
      { url: 'https://a.example/3-large.jpg' },
    ]);
  });
  it('of enclosure links in Atom', () => {
    const { items } = readFeed(
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>a</id><updated>2026-01-01T00:00:00Z</updated><entry><id>1</id><title>x</title>
<updated>2026-01-01T00:00:00Z</updated><link href="/p"/><link rel="enclosure" type="image/png" href="/1.png" title="a map"/>
<link rel="enclosure" type="audio/mpeg" href="/2.mp3"/></entry></feed>`,
      BASE,
    );
    expect(items[0]?.images).toEqual([{ url: 'https://a.example/1.png', alt: 'a map' }]);
  });
  it('of image and attachments in JSON Feed', () => {
    const item = {
      ...{ id: '1', content_text: 'x', image: '/1.png' },
      attachments: [
        { url: '/2.webp', mime_type: 'image/webp', title: 'a note' },
        { url: '/3.pdf', mime_type: 'application/pdf' },
      ],
    };
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 't',
      items: [item, { id: '2', content_text: 'y' }],
    };
    const { items } = readFeed(JSON.stringify(feed), BASE);
    expect(items.map(({ images }) => images)).toEqual([
      [{ url: 'https://a.example/1.png' }, { url: 'https://a.example/2.webp', alt: 'a note' }],
      undefined,
    ]);
  });
});

it('a recipe names where the images of an item are', () => {
  const recipe: PageRecipe = {
    ...{ item: 'article', id: { selector: ':scope', attr: 'id' }, url: { selector: 'a', attr: 'href' } },
    ...{ text: { selector: '.body' }, images: { selector: 'img', attr: 'data-full' }, render: 'http', maxPages: 1 },
  };
  const html = `<article id="1"><a href="/1"></a><div class="body">x</div><img data-full="/a.png" src="/small.png" alt="a flag"><img data-full="/b.png"></article><article id="2"><div class="body">y</div></article>`;
  expect(readPage(loadHtml(html), BASE, recipe).items.map(({ images }) => images)).toEqual([
    [{ url: 'https://a.example/a.png', alt: 'a flag' }, { url: 'https://a.example/b.png' }],
    undefined,
  ]);
});
