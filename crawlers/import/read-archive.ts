import { unzipSync } from 'fflate';
import { WARCParser, type WARCRecord } from 'warcio';
import type { Source } from '#core/source.ts';
import { readPage } from '../adapters/recipe.ts';
import { decodeText } from '../text/charset.ts';
import { readDate } from '../text/dates.ts';
import { htmlText, nodesText, tidy } from '../text/html-text.ts';
import { loadHtml } from '../text/load-html.ts';
import type { ImportedItem, Problem, Read } from './row.ts';

/** Unpacked, all archives of a file together, in bytes. */
const LARGEST = 1024 * 1024 * 1024;
const HTML = /^(text\/html|application\/xhtml\+xml)\b/i;

/** Archives within a WACZ lie in `archive/`; a bare WARC is itself. */
const archivesIn = (bytes: Uint8Array, problems: Problem[]): [name: string, bytes: Uint8Array][] => {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isZip) return [['', bytes]];
  let size = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/^archive\/[^/]+\.warc(\.gz)?$/.test(name)) return false;
        size += originalSize;
        if (size > LARGEST) throw new Error(`the archives unpack to more than ${LARGEST} bytes`);
        return true;
      },
    });
    const archives = Object.entries(files);
    if (archives.length === 0) problems.push({ where: 'archive/', message: 'the file holds no WARC' });
    return archives;
  } catch (error) {
    problems.push({ where: 'the file', message: error instanceof Error ? error.message : String(error) });
    return [];
  }
};

/** What a page says as a whole: parsed, or without its tags where it is nested too deep to be parsed. */
const pageOf = (html: string): { title: string | undefined; lang: string | undefined; text: string } => {
  try {
    const $ = loadHtml(html);
    const title = tidy($('title').first().text()) || undefined;
    return { title, lang: $('html').attr('lang'), text: nodesText($('body').contents().toArray()) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { title: undefined, lang: undefined, text: htmlText(html) };
  }
};

/** The items of a page by the recipe of the source, or the page as one item where the source has none. */
const itemsOf = (html: string, url: string, at: string | undefined, where: string, source: Source): ImportedItem[] => {
  const [recipe] = source.recipes ?? [];
  if (recipe !== undefined) {
    const { items } = readPage(loadHtml(html), url, recipe);
    return items.map((item) => ({ where, item: { ...item, nativeId: item.nativeId ?? url, url: item.url ?? url } }));
  }
  const { title, lang, text } = pageOf(html);
  if (text === '') return [];
  const nothing = { author: undefined, editedAt: undefined, thread: undefined, images: undefined };
  return [{ where, item: { nativeId: url, url, title, text, lang, publishedAt: at, tags: [], ...nothing } }];
};

const recordItems = async (record: WARCRecord, where: string, source: Source): Promise<ImportedItem[]> => {
  const url = record.warcTargetURI ?? '';
  const { httpHeaders } = record;
  if (record.warcType !== 'response' || httpHeaders === null || !/^https?:/.test(url)) return [];
  const type = httpHeaders.headers.get('content-type') ?? '';
  if (httpHeaders.statusCode !== 200 || !HTML.test(type)) return [];
  const body = await record.readFully(true);
  return itemsOf(decodeText(body, type), url, readDate(record.warcDate), where, source);
};

/** WARC 1.0 and 1.1, plain or gzip, and WACZ: pages that were answered with 200. */
export const readArchive = async (bytes: Uint8Array, source: Source): Promise<Read> => {
  const problems: Problem[] = [];
  const items = new Map<string, ImportedItem>();
  for (const [name, archive] of archivesIn(bytes, problems)) {
    const place = (number: number): string => (name === '' ? `record ${number}` : `${name}, record ${number}`);
    let number = 0;
    try {
      for await (const record of WARCParser.iterRecords([archive])) {
        number += 1;
        if (!/^WARC\/1\./.test(record.warcHeaders.statusline)) throw new Error('is no WARC record');
        try {
          // A page that was visited more than once is read as it was at the last visit.
          for (const item of await recordItems(record, place(number), source)) items.set(item.item.nativeId, item);
        } catch (error) {
          // One page that no recipe can be applied to; what is wrong with the others is to be said too.
          if (!(error instanceof RangeError)) throw error;
          problems.push({ where: place(number), message: error.message });
        }
        await record.skipFully();
      }
      if (number === 0) problems.push({ where: name || 'the file', message: 'holds no WARC record' });
    } catch (error) {
      problems.push({
        where: place(Math.max(1, number)),
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { items: [...items.values()], problems };
};
