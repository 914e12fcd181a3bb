import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseSitemap, readSitemap, SITEMAP_LIMITS } from './sitemap-file.ts';

const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const urlset = (entries: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><urlset ${XMLNS}>${entries}</urlset>`;
const page = (content: string | Uint8Array) => ({
  body: Buffer.from(content),
  text: typeof content === 'string' ? content : '',
});

describe('parseSitemap', () => {
  it('reads locations and their last change', () => {
    expect(
      parseSitemap(
        urlset(`<url><loc> https://quay.example/a?x=1&amp;y=2 </loc><lastmod>2026-03-01T12:00:00+02:00</lastmod></url>
<url><loc><![CDATA[https://quay.example/b]]></loc><lastmod>2026-03-02</lastmod><priority>0.5</priority></url>
<url><loc>https://quay.example/c</loc><lastmod>2026-03</lastmod></url><url/>`),
      ),
    ).toEqual({
      kind: 'urlset',
      isCut: false,
      entries: [
        { loc: 'https://quay.example/a?x=1&y=2', lastmod: '2026-03-01T10:00:00.000Z', until: null },
        { loc: 'https://quay.example/b', lastmod: '2026-03-02T00:00:00.000Z', until: '2026-03-03T00:00:00.000Z' },
        { loc: 'https://quay.example/c', lastmod: null, until: null },
      ],
    });
  });

  it('tells extensions from its own elements, whatever the prefix', () => {
    const xml = `<s:urlset xmlns:s="x" xmlns:image="y"><s:url><image:image><image:loc>https://quay.example/a.png</image:loc></image:image>
<s:loc>https://quay.example/a</s:loc><image:loc>https://quay.example/b.png</image:loc></s:url></s:urlset>`;
    expect(parseSitemap(xml)).toMatchObject({ entries: [{ loc: 'https://quay.example/a' }] });
  });

  it('reads an index', () => {
    const xml = `<sitemapindex ${XMLNS}><sitemap><loc>https://quay.example/1.xml</loc></sitemap></sitemapindex>`;
    expect(parseSitemap(xml)).toMatchObject({ kind: 'index', entries: [{ loc: 'https://quay.example/1.xml' }] });
  });

  it('reads no more than the protocol allows, and says so', () => {
    const entries = '<url><loc>https://quay.example/</loc></url>'.repeat(SITEMAP_LIMITS.entries + 1);
    const file = parseSitemap(urlset(entries));
    if (typeof file === 'string') throw new Error(file);
    expect([file.entries.length, file.isCut]).toEqual([SITEMAP_LIMITS.entries, true]);
  });

  it.each([
    [
      'entities that grow',
      `<!DOCTYPE urlset [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>`,
      /document type/,
    ],
    ['an entity from outside', '<!DOCTYPE urlset SYSTEM "file:///etc/hosts"><urlset></urlset>', /document type/],
    ['a deep tree', `<urlset>${'<url>'.repeat(100_000)}`, /deeper than 12/],
    ['half a file', `<urlset ${XMLNS}><url><loc>https://quay.example/a</loc></url><url>`, /ends before/],
    ['a page', '<html><body>Not found</body></html>', /root is html/],
    ['two roots', '<urlset></urlset><urlset></urlset>', /root is urlset/],
    ['nothing but a comment', '<!-- here -->', /not XML/],
  ])('refuses %s', (_name, xml, sentence) => {
    expect(parseSitemap(xml)).toMatch(sentence);
  });

  it('expands no entity of a document', () => {
    expect(parseSitemap(urlset('<url><loc>https://quay.example/&b;&#47;</loc></url>'))).toMatchObject({
      entries: [{ loc: 'https://quay.example/&b;/' }],
    });
  });

  it('leaves out addresses that are too long', () => {
    const xml = urlset(`<url><loc>https://quay.example/${'a'.repeat(3000)}</loc></url>`);
    expect(parseSitemap(xml)).toMatchObject({ entries: [] });
  });
});

describe('readSitemap', () => {
  it('unpacks gzip', async () => {
    const packed = gzipSync(urlset('<url><loc>https://quay.example/码头</loc></url>'));
    expect(await readSitemap(page(packed))).toMatchObject({ entries: [{ loc: 'https://quay.example/码头' }] });
  });
  it('does not unpack more than the protocol allows', async () => {
    expect(await readSitemap(page(gzipSync(Buffer.alloc(SITEMAP_LIMITS.bytes + 1))))).toMatch(/unpacks to more/);
  });
  it('says when it cannot be unpacked', async () => {
    expect(await readSitemap(page(Uint8Array.of(0x1f, 0x8b, 1, 2)))).toMatch(/cannot be unpacked/);
  });
  it('reads plain lines', async () => {
    expect(await readSitemap(page('\uFEFFhttps://quay.example/a\r\n\r\nhttps://quay.example/b\n'))).toMatchObject({
      entries: [{ loc: 'https://quay.example/a', lastmod: null }, { loc: 'https://quay.example/b' }],
    });
    expect(await readSitemap(page('Not found\n'))).toMatch(/neither XML nor/);
  });
});
