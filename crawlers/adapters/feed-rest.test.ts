import { afterAll, beforeAll, expect, it } from 'vitest';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import { restOf, restsUntil } from './feed-rest.ts';

const namespace = testNamespace();

const hours = (...values: unknown[]): string =>
  `<skipHours>${values.map((hour) => `<hour>${hour}</hour>`).join('')}</skipHours>`;
const days = (...values: string[]): string =>
  `<skipDays>${values.map((day) => `<day>${day}</day>`).join('')}</skipDays>`;

it.each([
  [hours(0, 1, 24), { hours: [0, 1], days: [] }],
  [hours(5), { hours: [5], days: [] }],
  [days('Sunday', ' saturday ', 'Caturday'), { hours: [], days: [0, 6] }],
  [hours(3) + days('Monday'), { hours: [3], days: [1] }],
  ['', null],
  [hours('x', 1.5), null],
  [hours(...Array(24).keys()), null],
])('what %s asks for', (xml, rest) => expect(restOf(`<rss><channel>${xml}</channel></rss>`)).toEqual(rest));

it.each([
  // 1 March 2026 is a Sunday.
  [{ hours: [2, 3], days: [] }, '2026-03-01T02:15:00.000Z', '2026-03-01T04:00:00.000Z'],
  [{ hours: [23, 0], days: [] }, '2026-03-01T23:15:00.000Z', '2026-03-02T01:00:00.000Z'],
  [{ hours: [], days: [0, 6] }, '2026-02-28T10:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  [{ hours: [0], days: [0] }, '2026-03-01T10:00:00.000Z', '2026-03-02T01:00:00.000Z'],
  [{ hours: [2], days: [] }, '2026-03-01T03:00:00.000Z', null],
])('%j at %s', (rest, now, until) => expect(restsUntil(rest, now)).toBe(until));

let site: Site;
let workshop: Workshop;
beforeAll(async () => {
  site = await startSite((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(`<rss version="2.0"><channel><title>T</title>
<link>/</link><description>D</description><skipHours><hour>5</hour><hour>6</hour></skipHours><skipDays><day>Tuesday</day></skipDays>
<item><guid isPermaLink="false">1</guid><link>/1</link><description>Low tide</description></item></channel></rss>`),
  );
  workshop = openWorkshop(`${namespace}:`, [site]);
});
afterAll(async () => {
  await workshop.close();
  await site.close();
});

it('a feed is left alone in the hours and on the days that it names, and read after them', async () => {
  const { clock } = workshop;
  const at = (time: string): void => clock.advance(Date.parse(time) - clock.now().getTime());
  const collector = workshop.collector();
  const source = sourceOf(site, { adapter: 'feed', addresses: [`${site.origin}/rss`] });
  at('2026-03-02T04:59:00.000Z');
  const first = await collector.poll(source, {});
  expect(first.items).toHaveLength(1);
  const visits = site.visits.length;
  at('2026-03-02T05:10:00.000Z');
  const second = await collector.poll(source, first.nextCursor);
  expect(second).toMatchObject({ requests: 0, notBefore: '2026-03-02T07:00:00.000Z' });
  at('2026-03-03T04:00:00.000Z');
  const third = await collector.poll(source, second.nextCursor);
  expect(third).toMatchObject({ requests: 0, notBefore: '2026-03-04T00:00:00.000Z' });
  expect(site.visits).toHaveLength(visits);
  at('2026-03-04T00:00:00.000Z');
  expect((await collector.poll(source, third.nextCursor)).requests).toBeGreaterThan(0);
});
