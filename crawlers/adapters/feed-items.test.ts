import { describe, expect, it } from 'vitest';
import { readFeed } from './feed-items.ts';

const BASE = 'https://blog.example/feeds/all';

describe('feeds', () => {
  it('reads RSS with its extensions', () => {
    const feed = readFeed(
      `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>T</title><link>https://blog.example/</link><description>D</description><language>zh-cn</language><ttl>30</ttl>
<item><title>One &amp; two</title><link>/posts/1</link><guid isPermaLink="false">id-1</guid><dc:creator>ada</dc:creator>
<pubDate>Fri, 02 Jan 2026 03:04:05 +0800</pubDate><category>fair</category><description>short</description>
<content:encoded><![CDATA[<p>Long</p><p>text</p>]]></content:encoded></item>
<item><title>No id</title><link>https://blog.example/posts/2</link><description>a &lt;b&gt;bold&lt;/b&gt; word</description></item>
</channel></rss>`,
      BASE,
    );
    expect(feed.ttl).toBe(30);
    expect(feed.items).toMatchObject([
      {
        nativeId: 'id-1',
        url: 'https://blog.example/posts/1',
        title: 'One & two',
        text: 'Long\n\ntext',
        author: 'ada',
        publishedAt: '2026-01-01T19:04:05.000Z',
        lang: 'zh-cn',
        tags: ['fair'],
      },
      { url: 'https://blog.example/posts/2', text: 'a bold word' },
    ]);
    expect(feed.items[1]?.nativeId).toMatch(/^https:\/\/blog\.example\/posts\/2#[0-9a-f]{32}$/);
  });

  it('reads Atom: a later `updated` marks an edit, HTML and plain text are told apart', () => {
    const feed = readFeed(
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>f</id><title>T</title><updated>2026-01-03T00:00:00Z</updated>
<link rel="next" href="/feeds/all?page=2"/>
<entry><id>urn:1</id><title type="text">a &lt; b</title><link href="/1"/><published>2026-01-01T00:00:00Z</published>
<updated>2026-01-02T00:00:00+02:00</updated><content type="html">&lt;p&gt;x &amp;amp; y&lt;/p&gt;</content></entry>
<entry><id>urn:2</id><title>B</title><link rel="self" href="/self"/><link rel="alternate" href="/2"/><updated>2026-01-02T00:00:00Z</updated>
<summary>plain &lt;not a tag&gt;</summary></entry></feed>`,
      BASE,
    );
    expect(feed.next).toBe('https://blog.example/feeds/all?page=2');
    expect(feed.items).toMatchObject([
      { nativeId: 'urn:1', title: 'a < b', text: 'x & y', editedAt: '2026-01-01T22:00:00.000Z', lang: 'en' },
      { nativeId: 'urn:2', url: 'https://blog.example/2', text: 'plain <not a tag>', editedAt: undefined },
    ]);
  });

  it('reads JSON Feed', () => {
    const feed = readFeed(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'T',
        next_url: 'https://blog.example/feeds/2',
        items: [
          {
            id: '1',
            url: 'https://blog.example/1',
            content_html: '<p>x<br>y</p>',
            date_published: '2026-01-01T00:00:00Z',
            date_modified: '2026-01-02T00:00:00Z',
            tags: ['a'],
            authors: [{ name: 'ada' }],
          },
          { id: '2', url: 'https://blog.example/2', content_text: 'plain' },
        ],
      }),
      BASE,
    );
    expect(feed.next).toBe('https://blog.example/feeds/2');
    expect(feed.items).toMatchObject([
      { nativeId: '1', text: 'x\ny', editedAt: '2026-01-02T00:00:00.000Z', author: 'ada', tags: ['a'] },
      { nativeId: '2', text: 'plain' },
    ]);
  });

  it('reads RDF (RSS 1.0)', () => {
    const feed = readFeed(
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://blog.example/"><title>T</title><link>https://blog.example/</link><description>D</description></channel>
<item rdf:about="https://blog.example/1"><title>A</title><link>https://blog.example/1</link><description>text</description><dc:date>2026-01-01T00:00:00Z</dc:date></item></rdf:RDF>`,
      BASE,
    );
    expect(feed.items).toMatchObject([
      { nativeId: 'https://blog.example/1', title: 'A', text: 'text', publishedAt: '2026-01-01T00:00:00.000Z' },
    ]);
  });

  it.each(['', '<html></html>', '{"a":1}', 'no feed'])('refuses what is none: %j', (text) => {
    expect(() => readFeed(text, BASE)).toThrow();
  });
});
