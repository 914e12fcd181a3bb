import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { type Capture, captureIdOf, WARC_PATH, type WarcManifest } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, type Workshop } from '../conformance/site.ts';

const namespace = testNamespace();
const PAGE = '<article><a class="id" href="/p/1">1</a><p>渡口明天开放 <script>no</script></p></article>';
const RECIPE = {
  item: 'article',
  id: { selector: 'a.id', attr: 'href' },
  url: { selector: 'a.id', attr: 'href' },
  text: { selector: 'p' },
  render: 'http' as const,
  maxPages: 1,
};
let server: Server;
let host: string;
let etag: string | null = '"one"';
let workshop: Workshop;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/robots.txt') return response.writeHead(404).end();
    if (request.url === '/') return response.writeHead(302, { Location: '/list' }).end();
    if (etag !== null && request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
    response.writeHead(200, [
      ...['Content-Type', 'text/html; charset=utf-8', 'X-Ångström', 'å', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'].map(
        (text) => text.replace('Å', 'A').replace('ö', 'o'),
      ),
      ...['Content-Encoding', 'gzip', ...(etag === null ? [] : ['ETag', etag])],
    ]);
    // Without a length the body comes in chunks.
    response.write(gzipSync(PAGE).subarray(0, 20));
    return response.end(gzipSync(PAGE).subarray(20));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  workshop = openWorkshop(`${namespace}:`, [{ host }]);
});
afterAll(async () => {
  await workshop.close();
  server.closeAllConnections();
  server.close();
});

const pollAll = async (captures: Capture[], cursor = {}) => {
  const site: Site = {
    origin: `http://${host}`,
    host,
    visits: [],
    robots: 404,
    answer: () => {},
    close: async () => {},
  };
  const source = sourceOf(site, { recipes: [RECIPE] });
  const result = await workshop.collector().poll(source, cursor);
  for (const { files } of result.captures) for (const bytes of files.values()) workshop.stored.add(sha256(bytes));
  captures.push(...result.captures);
  return { cursor: result.nextCursor, source };
};

interface Read {
  type: string;
  uri: string | undefined;
  headers: Map<string, string>;
  block: Buffer;
}
const recordsOf = async (warc: Uint8Array): Promise<Read[]> => {
  const found: Read[] = [];
  for await (const record of new WARCParser([warc], { keepHeadersCase: true, parseHttp: false })) {
    const block = Buffer.from(await record.readFully(false));
    const headers = new Map(record.warcHeaders.headers);
    expect(headers.get('WARC-Block-Digest') ?? `sha256:${sha256(block)}`).toBe(`sha256:${sha256(block)}`);
    found.push({ type: record.warcType, uri: record.warcTargetURI ?? undefined, headers, block });
  }
  return found;
};

describe('a capture', () => {
  it('holds what went over the line before anything was parsed, redirects and all, and what was made of it', async () => {
    const captures: Capture[] = [];
    const { source } = await pollAll(captures);
    const [capture] = captures;
    const manifest = capture?.manifest as WarcManifest;
    expect(captureIdOf(manifest)).toBe(capture?.id);
    expect(manifest).toMatchObject({
      v: 2,
      requestedUrl: `http://${host}/`,
      finalUrl: `http://${host}/list`,
      redirects: [`http://${host}/list`],
      address: '127.0.0.1',
      certificateSha256: null,
      collector: 'Weir/0.0.0',
      source: { name: source.name, owner: source.owner, reviewBy: source.reviewBy },
      revisit: null,
    });
    for (const file of manifest.files) expect(sha256(capture?.files.get(file.path) ?? '')).toBe(file.sha256);
    expect(Buffer.from(capture?.files.get('text.txt') ?? []).toString()).toBe('1\n渡口明天开放');

    const records = await recordsOf(capture?.files.get(WARC_PATH) ?? new Uint8Array());
    expect(records.map(({ type, uri }) => `${type} ${uri?.replace(host, 'host') ?? ''}`)).toEqual([
      'warcinfo ',
      'response http://host/',
      'request http://host/',
      'response http://host/list',
      'request http://host/list',
      'metadata http://host/list',
      'resource urn:text:http://host/list',
    ]);
    const answer = records[3];
    const [head = '', ...rest] = (answer?.block.toString('latin1') ?? '').split('\r\n\r\n');
    expect(head.split('\r\n').slice(0, 5)).toEqual([
      'HTTP/1.1 200 OK',
      'Content-Type: text/html; charset=utf-8',
      'X-Angstrom: å',
      'Set-Cookie: a=1',
      'Set-Cookie: b=2',
    ]);
    expect(head).toContain('X-Archive-Orig-Transfer-Encoding: chunked');
    const wire = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
    expect(wire).toEqual(gzipSync(PAGE));
    expect(answer?.headers.get('WARC-Payload-Digest')).toBe(`sha256:${sha256(wire)}`);
    expect(records[4]?.block.toString()).toMatch(/^GET \/list HTTP\/1\.1\r\nhost: .*user-agent: Weir\/0\.0\.0/s);
    expect(records[4]?.headers.get('WARC-Concurrent-To')).toBe(answer?.headers.get('WARC-Record-ID'));
    expect(manifest.files.find(({ path }) => path === 'body')).toMatchObject({
      sha256: sha256(PAGE),
      record: answer?.headers.get('WARC-Record-ID'),
    });
  });

  it('of a page that is as it was holds no second copy, and names the first: by 304 or by the same bytes', async () => {
    workshop.stored.clear();
    const captures: Capture[] = [];
    etag = null;
    let { cursor } = await pollAll(captures);
    ({ cursor } = await pollAll(captures, cursor));
    const [first, same] = captures;
    expect(same?.manifest).toMatchObject({
      revisit: { captureId: first?.id, at: first?.manifest.at, body: sha256(PAGE), why: 'identical' },
    });
    const revisit = (await recordsOf(same?.files.get(WARC_PATH) ?? new Uint8Array())).find(
      ({ type }) => type === 'revisit',
    );
    expect(revisit?.headers.get('WARC-Profile')).toContain('/revisit/identical-payload-digest');
    expect(revisit?.headers.get('WARC-Refers-To-Date')).toBe(first?.manifest.at);
    expect(revisit?.block.toString('latin1')).toMatch(/^HTTP\/1\.1 200 OK.*\r\n\r\n$/s);

    // Not when the first is not stored soundly any more.
    workshop.stored.clear();
    ({ cursor } = await pollAll(captures, cursor));
    expect(captures.at(-1)?.manifest).toMatchObject({ revisit: null });
  });

  it('of "not modified" is made once an hour', async () => {
    workshop.stored.clear();
    const captures: Capture[] = [];
    etag = '"two"';
    let { cursor } = await pollAll(captures);
    ({ cursor } = await pollAll(captures, cursor));
    expect(captures).toHaveLength(1);
    workshop.clock.advance(3_600_000);
    ({ cursor } = await pollAll(captures, cursor));
    ({ cursor } = await pollAll(captures, cursor));
    expect(captures).toHaveLength(2);
    expect(captures[1]?.manifest).toMatchObject({ status: 304, revisit: { captureId: captures[0]?.id } });
    const records = await recordsOf(captures[1]?.files.get(WARC_PATH) ?? new Uint8Array());
    const revisit = records.find(({ type }) => type === 'revisit');
    expect(revisit?.headers.get('WARC-Profile')).toContain('/revisit/server-not-modified');
    expect(revisit?.block.toString('latin1')).toMatch(/^HTTP\/1\.1 304 Not Modified/);
  });
});
