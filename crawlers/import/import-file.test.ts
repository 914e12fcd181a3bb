import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { WARCRecord, WARCSerializer } from 'warcio';
import { captureIdOf } from '#core/capture.ts';
import { WeirError } from '#core/errors.ts';
import { sourceOf } from '../conformance/site.ts';
import { readImport } from './import-file.ts';

const ORIGIN = 'https://archive.example';
const source = sourceOf({ origin: ORIGIN, host: 'archive.example' } as Parameters<typeof sourceOf>[0], {
  adapter: 'import',
});
const OPTIONS = { at: '2026-03-01T00:00:00.000Z', collector: 'Weir/0.0.0' };
const read = (name: string, content: string | Uint8Array, entry = source) =>
  readImport(entry, name, typeof content === 'string' ? Buffer.from(content) : content, OPTIONS);

const problems = async (reading: Promise<unknown>): Promise<string[]> => {
  const error = await reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WeirError)) throw new Error('nothing was refused');
  expect(error.code).toBe('IMPORT_INVALID');
  return error.details.map(({ location, message }) => `${location}: ${message}`);
};

const warc = async (
  pages: [url: string, html: string, headers?: Record<string, string> | undefined, status?: string][],
) => {
  const records = pages.map(([url, html, headers, status]) => {
    const record = WARCRecord.create(
      {
        url,
        date: '2026-01-02T03:04:05Z',
        type: 'response',
        warcVersion: 'WARC/1.1',
        statusline: `HTTP/1.1 ${status ?? '200 OK'}`,
        httpHeaders: headers ?? { 'Content-Type': 'text/html; charset=utf-8' },
      },
      (async function* () {
        yield Buffer.from(html);
      })(),
    );
    return WARCSerializer.serialize(record, { gzip: true });
  });
  return Buffer.concat(await Promise.all(records));
};

describe('JSON lines', () => {
  it('are read with all their fields, and the file is kept as evidence', async () => {
    const file = `{"id":"7","url":"${ORIGIN}/7","title":"T","text":"Low tide","lang":"en-GB","author":"ada","publishedAt":"2026年1月2日 03:04","thread":"t","tags":["sea"]}\n\n{"text":"Only words"}\n`;
    const { items, capture } = await read('hand-in.jsonl', file);
    expect(items).toMatchObject([
      { nativeId: '7', url: `${ORIGIN}/7`, lang: 'en', publishedAt: '2026-01-02T03:04:00.000Z', tags: ['sea'] },
      { text: 'Only words', url: `${ORIGIN}/` },
    ]);
    expect(items[1]?.nativeId).toMatch(/^[0-9a-f]{64}$/);
    expect(capture.id).toBe(captureIdOf(capture.manifest));
    expect(Buffer.from(capture.files.get('hand-in.jsonl') ?? []).toString()).toBe(file);
    expect(capture.manifest.robots).toContain('handed in');
    expect(items.every(({ captureId }) => captureId === capture.id)).toBe(true);
  });

  it('with a mistake are refused whole, with the line of each', async () => {
    const file =
      '{"text":"good"}\n{"text":7}\nnot json\n\n{"text":"x","colour":"red"}\n{"text":"x","publishedAt":"soon"}\n{"text":"y","url":"ftp://a"}\n';
    const found = await problems(read('a.jsonl', file));
    expect(found.map((line) => line.split(':')[0])).toEqual(['line 2', 'line 3', 'line 5', 'line 6', 'line 7']);
    expect(found[3]).toContain('no date');
  });

  it('may say the same twice, and not two things under one id', async () => {
    expect((await read('a.jsonl', '{"id":"1","text":"a"}\n{"id":"1","text":"a"}')).items).toHaveLength(1);
    expect(await problems(read('a.jsonl', '{"id":"1","text":"a"}\n{"id":"1","text":"b"}'))).toEqual([
      'line 2: the id 1 stands for another text further up',
    ]);
  });
});

describe('CSV', () => {
  it('is read with quotes, line breaks, other separators and other charsets', async () => {
    const file = 'id;text;tags\n1;"Zwei; drei\n""vier""";sea, boat\n2;Größe;\n';
    expect((await read('a.csv', iconv.encode(file, 'win1252'))).items).toMatchObject([
      { nativeId: '1', text: 'Zwei; drei\n"vier"', tags: ['sea', 'boat'] },
      { nativeId: '2', text: 'Größe', tags: [] },
    ]);
  });

  it('names the line of a mistake, also behind a row of two lines', async () => {
    expect(await problems(read('a.csv', 'id,text\n1,"a\nb"\n2,\n'))).toMatchObject(
      [/^line 4: /].map((rule) => expect.stringMatching(rule)),
    );
    expect(await problems(read('a.csv', 'id,text\n1,a,b\n'))).toMatchObject([expect.stringMatching(/^line 2: /)]);
  });
});

describe('archives', () => {
  const PAGES: Parameters<typeof warc>[0] = [
    [`${ORIGIN}/a`, '<html lang="en"><head><title>A day</title></head><body><p>Low tide</p></body></html>'],
    [`${ORIGIN}/picture`, 'x', { 'Content-Type': 'image/png' }],
    [`${ORIGIN}/gone`, '<p>not here</p>', undefined, '404 Not Found'],
    [`${ORIGIN}/b`, '<p>High tide</p>'],
  ];

  it('WARC: pages that were answered with 200', async () => {
    expect((await read('a.warc.gz', await warc(PAGES))).items).toMatchObject([
      {
        nativeId: `${ORIGIN}/a`,
        title: 'A day',
        text: 'Low tide',
        lang: 'en',
        publishedAt: '2026-01-02T03:04:05.000Z',
      },
      { nativeId: `${ORIGIN}/b`, text: 'High tide' },
    ]);
  });

  it('WARC by the recipe of the source', async () => {
    const recipe = {
      item: 'article',
      id: { selector: '', attr: 'id' },
      url: { selector: 'a', attr: 'href' },
      text: { selector: 'p' },
      render: 'http' as const,
      maxPages: 1,
    };
    const page =
      '<article id="1"><a href="/1">#</a><p>one</p></article><article id="2"><a href="/2">#</a><p>two</p></article>';
    const { items } = await read('a.warc', await warc([[`${ORIGIN}/list`, page]]), { ...source, recipes: [recipe] });
    expect(items.map(({ nativeId, url, text }) => [nativeId, url, text])).toEqual([
      ['1', `${ORIGIN}/1`, 'one'],
      ['2', `${ORIGIN}/2`, 'two'],
    ]);
  });

  it('WACZ: the archives in it', async () => {
    const file = zipSync({ 'archive/data.warc.gz': await warc(PAGES), 'datapackage.json': Buffer.from('{}') });
    expect((await read('a.wacz', file)).items.map(({ text }) => text)).toEqual(['Low tide', 'High tide']);
    expect(await problems(read('b.wacz', zipSync({ 'pages/pages.jsonl': Buffer.from('{}') })))).toEqual([
      'archive/: the file holds no WARC',
    ]);
  });

  it('pages that nest as deep as no browser would: their words without a recipe, and by a recipe each is named', async () => {
    const deep = `${'<div>'.repeat(300_000)}<article id="x">at the bottom</article>`;
    const file = await warc([
      [`${ORIGIN}/1`, deep],
      [`${ORIGIN}/2`, deep],
    ]);
    const { items } = await read('deep.warc.gz', file);
    expect(items.map(({ text }) => text)).toEqual(['at the bottom', 'at the bottom']);
    const recipe = { item: 'article', id: { selector: '', attr: 'id' }, url: { selector: 'a', attr: 'href' } };
    const recipes = [{ ...recipe, text: { selector: '' }, render: 'http' as const, maxPages: 1 }];
    const found = await problems(read('deep.warc.gz', file, { ...source, recipes }));
    expect(found).toEqual([
      'record 1: elements are nested more than 2000 deep',
      'record 2: elements are nested more than 2000 deep',
    ]);
  });

  it('pages whose heads and titles never end are read all the same', async () => {
    const opened = ['<head ', '<title ', '<html '].map((tag) => tag.repeat(100_000));
    const { items } = await read('open.warc.gz', await warc([[`${ORIGIN}/1`, `<p>Low tide</p>${opened.join('')}`]]));
    expect(items.map(({ text }) => text)).toEqual(['Low tide']);
  });

  it('what is no archive is refused', async () => {
    expect(await problems(read('a.warc', 'just some words\n'))).toHaveLength(1);
    expect(await problems(read('a.wacz', Buffer.from('PK\u0003\u0004 cut off')))).toHaveLength(1);
  });
});

it('the name says the kind of file', async () => {
  await expect(read('a.docx', 'x')).rejects.toMatchObject({ code: 'IMPORT_FORMAT' });
});
