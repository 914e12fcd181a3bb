import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSite } from '#crawlers/conformance/site.ts';
import type { Store } from '#store/store.ts';
import { commandHouse } from './command-house.ts';
import { testNamespace } from './namespace.ts';
import { weirCommand } from './weir-command.ts';

const house = commandHouse(testNamespace());
const { home, environment } = house;
let store: Store;
beforeAll(async () => {
  store = await house.open({ sven: 'supervisor', mara: 'supervisor', rita: 'reviewer' });
});
afterAll(() => house.close());

const run = weirCommand(environment);
const weir = (given: string[], input?: string) => run(['source', ...given], input);
const entry = (change: object = {}): string =>
  JSON.stringify({
    ...{ id: 'quay', name: 'Quay notes', adapter: 'feed', addresses: ['https://quay.example/atom.xml'] },
    ...{ hosts: ['quay.example'], operatorId: 'quay', languages: ['en'], everySeconds: 600, delayMilliseconds: 1000 },
    ...{ maxRequestsPerPoll: 20, legalBasis: 'Act of the test, s. 7', purpose: 'Find public posts.', owner: 'sven' },
    ...{ retentionDays: 180, reviewBy: new Date(Date.now() + 90 * 86_400_000).toISOString(), ...change },
  });
const as = (login: string): string[] => ['--by', login, '--reason', 'because of the test'];

test('a source is proposed from standard input, approved by another, paused, let go on and retired', async () => {
  expect((await weir(['add', '-', ...as('sven')], entry())).out).toBe('quay: proposed, version 1\n');
  const own = await weir(['approve', 'quay', '--by', 'sven']);
  expect([own.code, own.err]).toEqual([1, expect.stringContaining('SECOND_PERSON_REQUIRED')]);
  expect((await weir(['approve', 'quay', '--by', 'mara'])).out).toBe('quay: active, version 2\n');
  expect((await weir(['pause', 'quay', ...as('sven')])).out).toBe('quay: paused, version 3\n');
  expect((await weir(['list'])).out).toContain('because of the test');
  expect((await weir(['resume', 'quay', ...as('mara')])).out).toBe('quay: active, version 4\n');
  const file = join(home, 'wider.json');
  writeFileSync(file, entry({ hosts: ['quay.example', 'pier.example'] }));
  const wider = await weir(['edit', file, '--seen', '4', ...as('sven')]);
  expect(wider).toMatchObject({
    ...{ out: 'quay: active, version 5, a change waits for a second person\n', code: 0 },
  });
  expect((await weir(['edit', file, '--seen', '4', ...as('sven')])).err).toContain('SOURCE_CHANGED');
  expect((await weir(['retire', 'quay', ...as('mara')])).out).toBe('quay: retired, version 6\n');
  const shown = JSON.parse((await weir(['show', 'quay'])).out) as { state: string; history: { act: string }[] };
  expect([shown.state, shown.history.map(({ act }) => act)]).toEqual([
    'retired',
    ['proposed', 'approved', 'paused', 'resumed', 'proposed', 'retired'],
  ]);
}, 240_000);

test('a place is looked at before it is proposed, by the rules of every visit, and nothing is stored', async () => {
  const site = await startSite((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<article id="a"><a href="/p/a"></a><p>low water at 4</p><time>2026-03-01 20:30</time></article>'),
  );
  try {
    site.robots = 'User-agent: *\nDisallow: /staff\n';
    const asked = { ...environment, WEIR_MODE: 'demo', WEIR_ALLOW_LOOPBACK_HOSTS: site.host };
    const look = (path: string, recipe?: object) =>
      weirCommand(asked)(
        [
          ...['source', 'try', `${site.origin}${path}`, '--by', 'sven', '--host', site.host],
          ...(recipe === undefined ? [] : ['--recipe', '-']),
        ],
        JSON.stringify(recipe),
      );
    const recipe = {
      ...{ item: 'article', id: { selector: '', attr: 'id' }, url: { selector: 'a', attr: 'href' } },
      ...{
        text: { selector: 'p' },
        time: { selector: 'time' },
        timeZone: 'Asia/Shanghai',
        render: 'http',
        maxPages: 1,
      },
    };
    const found = await look('/', recipe);
    expect([found.code, found.err]).toEqual([0, '']);
    expect(JSON.parse(found.out)).toMatchObject({
      ...{ found: 1, refused: null },
      items: [{ id: 'a', text: 'low water at 4', publishedAt: '2026-03-01T12:30:00.000Z' }],
    });
    expect(JSON.parse((await look('/staff/rota')).out)).toMatchObject({ refused: { reason: 'robots' }, items: [] });
    const wrong = await look('/', { ...recipe, timeZone: 'Quay/Side' });
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/SOURCE_INVALID[\s\S]*\/recipe\/timeZone/)]);
    expect((await weir(['try', `${site.origin}/`, '--by', 'rita', '--host', site.host])).err).toContain(
      'NOT_PERMITTED',
    );
    expect(await store.sources.record('trial')).toBeNull();
  } finally {
    await site.close();
  }
}, 240_000);

test('what is wrong is said as the API says it, with its place; whoever may not is refused', async () => {
  const shape = await weir(['add', '-', ...as('sven')], entry({ id: 'pier', colour: 'red' }));
  expect([shape.code, shape.err]).toEqual([1, expect.stringMatching(/BODY_INVALID[\s\S]*\/colour/)]);
  const sense = await weir(['add', '-', ...as('sven')], entry({ id: 'pier', hosts: ['pier.example'], owner: 'rita' }));
  expect(sense.err).toMatch(/SOURCE_INVALID[\s\S]*\/addresses\/0: lies on quay\.example[\s\S]*\/owner/);
  expect((await weir(['add', '-', ...as('sven')], '{')).err).toContain('SOURCE_FILE');
  expect((await weir(['add', '-', ...as('rita')], entry({ id: 'pier' }))).err).toContain('NOT_PERMITTED');
  expect((await weir(['show', 'nowhere'])).err).toContain('SOURCE_UNKNOWN');
}, 240_000);
