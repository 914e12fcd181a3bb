import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector } from '../crawl.ts';

const namespace = testNamespace();
let run = 0;
let site: Site;
let workshop: Workshop;
let collector: Collector;
let source: Source;
let page: string;

const message = (id: number, inner: string, classes = ''): string =>
  `<div class="tgme_widget_message ${classes} js-widget_message" data-post="quietharbour/${id}">${inner}
<span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://elsewhere.example/x"><time datetime="2026-03-01T12:00:00+02:00" class="time">12:00</time></a></span></div>`;
const text = (html: string): string => `<div class="tgme_widget_message_text js-message_text" dir="auto">${html}</div>`;

beforeEach(async () => {
  run += 1;
  site = await startSite((_request, response, url) => {
    if (url.pathname === '/s/group') response.writeHead(302, { location: '/group' }).end();
    else
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<section class="tgme_channel_history">${page}</section>`);
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector();
  source = sourceOf(site, { adapter: 'telegram', addresses: [`${site.origin}/s/quietharbour`] });
});
afterEach(async () => {
  await workshop.close();
  await site.close();
});

it('reads a post: text, time, pictures, reply, signature, tags', async () => {
  page = message(
    7,
    `<a class="tgme_widget_message_reply" href="https://t.example/quietharbour/5"><div class="tgme_widget_message_text js-message_reply_text">what was asked</div></a>
<a class="tgme_widget_message_photo_wrap" style="width:80px;background-image:url('/file/a.jpg?t=1')"></a>${text('Low tide<br/>at <i class="emoji"><b>🌊</b></i> six #Harbour')}
<span class="tgme_widget_message_from_author">Bo</span>`,
  );
  const { items, skipped } = await collector.poll(source, {});
  expect(skipped).toEqual([]);
  expect(items).toMatchObject([
    {
      nativeId: 'quietharbour/7',
      url: `${site.origin}/quietharbour/7`,
      text: 'Low tide\nat 🌊 six #Harbour',
      publishedAt: '2026-03-01T10:00:00.000Z',
      author: 'Bo@quietharbour',
      thread: 'quietharbour/5',
      tags: ['harbour'],
      images: [{ url: `${site.origin}/file/a.jpg?t=1` }],
    },
  ]);
  expect(items[0]?.editedAt).toBeUndefined();
});

it('leaves service messages out, and takes the edited mark for an edit', async () => {
  page = message(6, text('Channel created'), 'service_message') + message(7, text('Same words'));
  const first = await collector.poll(source, {});
  expect(first.items.map(({ nativeId }) => nativeId)).toEqual(['quietharbour/7']);
  expect((await collector.poll(source, first.nextCursor)).items).toEqual([]);
  page = page.replaceAll('message_meta">', 'message_meta">edited&nbsp;');
  expect((await collector.poll(source, first.nextCursor)).items).toHaveLength(1);
});

it('a new address of the same picture is no edit', async () => {
  const photo = (address: string) =>
    `<a class="tgme_widget_message_photo_wrap" style="background-image:url('${address}')"></a>`;
  page = message(7, photo('/file/one.jpg') + text('A boat'));
  const first = await collector.poll(source, {});
  page = message(7, photo('/file/two.jpg') + text('A boat'));
  expect((await collector.poll(source, first.nextCursor)).items).toEqual([]);
});

it.each([
  ['a group, which has no preview', '/s/group', 'type', /no public preview/],
  ['an invitation', '/+AbCdEf', 'type', /not that of a channel/],
  ['a private channel', '/c/1234/5', 'type', /not that of a channel/],
])('does not read %s', async (_name, path, reason, detail) => {
  page = '';
  const { items, skipped } = await collector.poll({ ...source, addresses: [site.origin + path] }, {});
  expect(items).toEqual([]);
  expect(skipped).toMatchObject([{ reason, detail: expect.stringMatching(detail) }]);
});

it('a post is gone when the platform says so, although it answers 200', async () => {
  site.answer = (_request, response, url) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        url.pathname.endsWith('/7') && url.searchParams.get('embed') === '1'
          ? '<div class="tgme_widget_message_error">Post not found</div>'
          : message(8, text('here')),
      );
  expect(await collector.check(`${site.origin}/quietharbour/7`, source)).toMatchObject({
    verdict: 'gone',
    status: 200,
  });
  expect(await collector.check(`${site.origin}/quietharbour/8`, source)).toMatchObject({ verdict: 'up', status: 200 });
});

it('a page whose elements nest as deep as no browser would is not read, and says nothing of what is gone', async () => {
  page = '<div>'.repeat(300_000) + message(7, text('deep'));
  const { items, skipped } = await collector.poll(source, {});
  expect(items).toEqual([]);
  expect(skipped).toMatchObject([{ reason: 'type', detail: expect.stringContaining('nested far deeper') }]);
  page = `${'<div>'.repeat(300_000)}<div class="tgme_widget_message_error">Post not found</div>`;
  expect(await collector.check(`${site.origin}/quietharbour/7`, source)).toMatchObject({ verdict: 'up' });
});
