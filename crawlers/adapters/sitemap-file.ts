import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Parser } from 'htmlparser2';
import type { VisitedPage } from '../contract.ts';
import { readDate } from '../text/dates.ts';

/** The caps of the protocol (sitemaps.org): one file has at most 50,000 entries and 50 MB, unpacked. */
export const SITEMAP_LIMITS = { entries: 50_000, bytes: 50 * 1024 * 1024 } as const;
/** The protocol: an address has less than 2,048 characters. */
const LONGEST_ADDRESS = 2048;
/** Extensions for images, videos and news nest five deep; more than this is no sitemap. */
const DEEPEST = 12;
const CHUNK = 64 * 1024;
const DAY = 86_400_000;

/** One `url` of a sitemap, or one `sitemap` of an index. */
export interface Listed {
  /** As written. */
  loc: string;
  /** RFC 3339 in UTC; null where there is none, or none that tells a day. */
  lastmod: string | null;
  /** Until then another change may hide behind the same `lastmod`: the end of the day, where only a day is given. */
  until: string | null;
}

export interface SitemapFile {
  kind: 'urlset' | 'index';
  entries: Listed[];
  /** There are more entries than a file may have; those after the cap were not read. */
  isCut: boolean;
}

/** W3C Datetime: a day, or a day with time and zone. A year or a month alone tells too little. */
const W3C = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

const readLastmod = (text: string): Pick<Listed, 'lastmod' | 'until'> => {
  const value = text.trim();
  const lastmod = W3C.test(value) ? readDate(value) : undefined;
  if (lastmod === undefined) return { lastmod: null, until: null };
  const isDay = !value.includes('T');
  return { lastmod, until: isDay ? new Date(Date.parse(lastmod) + DAY).toISOString() : null };
};

const KINDS: Record<string, { kind: SitemapFile['kind']; entry: string }> = {
  urlset: { kind: 'urlset', entry: 'url' },
  sitemapindex: { kind: 'index', entry: 'sitemap' },
};

/**
 * Reads a sitemap or an index of sitemaps (XML), event by event: no tree is built, no document type is read and no entity but
 * the five of XML is expanded.
 * @returns a sentence where it is not one, or where it is built to do harm
 */
export const parseSitemap = (xml: string): SitemapFile | string => {
  const path: string[] = [];
  const entries: Listed[] = [];
  let found: { kind: SitemapFile['kind']; entry: string; prefix: string } | null = null;
  let refusal: string | null = null;
  let isCut = false;
  let isClosed = false;
  let text = '';
  let loc = '';
  let lastmod = '';
  const refuse = (sentence: string): void => {
    refusal ??= sentence;
  };
  /** Where in an entry the parser stands: names with another prefix (`image:loc`) are extensions. */
  const within = (name: string): boolean =>
    found !== null && path[1] === `${found.prefix}${found.entry}` && path[2] === `${found.prefix}${name}`;

  const parser = new Parser(
    {
      onprocessinginstruction: (name) => {
        if (name.startsWith('!')) refuse('it declares a document type, which no sitemap needs');
      },
      onopentag: (name) => {
        if (path.length === 0) {
          const [, prefix = '', local = ''] = /^(.*:)?(.*)$/.exec(name) ?? [];
          const kind = Object.hasOwn(KINDS, local) && !isClosed ? KINDS[local] : undefined;
          if (kind === undefined) refuse(`its root is ${name.slice(0, 40)}, not urlset or sitemapindex`);
          else found = { ...kind, prefix };
        }
        path.push(name);
        if (path.length > DEEPEST) refuse(`it nests deeper than ${DEEPEST} elements`);
        if (path.length === 2) loc = lastmod = '';
        text = '';
      },
      ontext: (piece) => {
        if (text.length <= LONGEST_ADDRESS) text += piece;
      },
      onclosetag: (name) => {
        if (path.length === 3 && within('loc')) loc = text.trim();
        if (path.length === 3 && within('lastmod')) lastmod = text;
        if (path.length === 2 && found !== null && name === `${found.prefix}${found.entry}`) {
          if (entries.length >= SITEMAP_LIMITS.entries) isCut = true;
          else if (loc !== '' && loc.length < LONGEST_ADDRESS) entries.push({ loc, ...readLastmod(lastmod) });
        }
        path.pop();
        if (path.length === 0) isClosed = true;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  for (let at = 0; at < xml.length && refusal === null; at += CHUNK) parser.write(xml.slice(at, at + CHUNK));
  if (refusal !== null) return refusal;
  const { kind } = (found as { kind: SitemapFile['kind'] } | null) ?? {};
  if (kind === undefined) return 'it is not XML';
  // Half a file would make the other half look as if it had been taken away.
  if (!isClosed || path.length > 0) return 'it ends before its root element does';
  return { kind, entries, isCut };
};

/** The protocol's plain form: one address a line, and nothing else. */
const parseLines = (text: string): SitemapFile | string => {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  if (!lines.every((line) => /^\s*https?:\/\/\S+\s*$/i.test(line))) return 'it is neither XML nor a list of addresses';
  const entries = lines
    .slice(0, SITEMAP_LIMITS.entries)
    .filter((line) => line.length < LONGEST_ADDRESS)
    .map((line) => ({ loc: line.trim(), lastmod: null, until: null }));
  return { kind: 'urlset', entries, isCut: lines.length > SITEMAP_LIMITS.entries };
};

const unpack = promisify(gunzip);

/** Reads the answer to a visit: XML or plain lines, packed with gzip or not. A sentence where it cannot be read. */
export const readSitemap = async (page: Pick<VisitedPage, 'body' | 'text'>): Promise<SitemapFile | string> => {
  let text = page.text;
  if (page.body[0] === 0x1f && page.body[1] === 0x8b) {
    try {
      // The protocol: a sitemap is UTF-8.
      text = new TextDecoder().decode(await unpack(page.body, { maxOutputLength: SITEMAP_LIMITS.bytes }));
    } catch (error) {
      const isLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
      return isLarge ? `it unpacks to more than ${SITEMAP_LIMITS.bytes} bytes` : 'it cannot be unpacked';
    }
  }
  const content = text.replace(/^\uFEFF/, '').trimStart();
  return content.startsWith('<') ? parseSitemap(content) : parseLines(content);
};
