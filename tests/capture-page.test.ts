/** A purge and a legal hold as a supervisor does them: by the API and on the page of a post, both languages. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { CaptureDetail, EvidenceKeys } from '#api/schemas/posts.ts';
import { openWorkshop, sourceOf, startSite } from '#crawlers/conformance/site.ts';
import { postOf } from '#pipeline/collect.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import type { Person } from './api-house.ts';
import { PATIENCE } from './browser.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

const namespace = openPageHouse();
const reason = 'Because of the test';
let sven: Person;
/** One visit each: a post and its capture. */
const posts: { id: string; captureId: string }[] = [];

beforeAll(async () => {
  sven = await house.signIn('sven');
  const site = await startSite((_request, response, { pathname }) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<article id="${pathname}"><a href="${pathname}"></a><p>low water at ${pathname}</p></article>`),
  );
  const workshop = openWorkshop(`${namespace}:`, [site]);
  const recipe = { item: 'article', id: { selector: '', attr: 'id' }, url: { selector: 'a', attr: 'href' } };
  try {
    for (const path of ['/four', '/five']) {
      const source = sourceOf(site, {
        addresses: [`${site.origin}${path}`],
        recipes: [{ ...recipe, text: { selector: 'p' }, render: 'http', maxPages: 1 }],
      });
      const { captures, items } = await workshop.collector().poll(source, {});
      for (const capture of captures) await house.store.evidence.putCapture(capture);
      const now = house.clock.now().toISOString();
      const made = items.map((item) => postOf(item, source, now, { pseudonymOf: () => 'a pseudonym' }));
      await house.store.posts.indexBatch(made);
      posts.push(...made.map(({ id, captureId }) => ({ id, captureId })));
    }
  } finally {
    await workshop.close();
    await site.close();
  }
}, 180_000);

const postAt = (index: number): { id: string; captureId: string } => {
  const post = posts[index];
  if (post === undefined) throw new Error('no such post');
  return post;
};
const read = async (captureId: string): Promise<CaptureDetail> =>
  (await sven.get(`/captures/${captureId}`)).json<CaptureDetail>();

test('a hold refuses a purge, a purge keeps what proves it, and the ledger names who, what and why', async () => {
  const { captureId } = postAt(0);
  const path = `/captures/${captureId}`;
  expect(await read(captureId)).toMatchObject({ verified: true, actions: ['hold', 'purge'] });
  const held = await sven.post(`${path}/hold`, { held: true, reason });
  expect(held.json<CaptureDetail>()).toMatchObject({ hold: { reason, actor: { id: 'sven' } }, actions: ['release'] });
  const refused = await sven.post(`${path}/purge`, { reason });
  expect([refused.statusCode, refused.json().error.code]).toEqual([409, 'EVIDENCE_HELD']);
  expect(await read(captureId)).toMatchObject({ verified: true, purge: null });
  await sven.post(`${path}/hold`, { held: false, reason });
  const purged = (await sven.post(`${path}/purge`, { reason })).json<CaptureDetail>();
  expect(purged).toMatchObject({ purge: { reason, actor: { id: 'sven' } }, verified: false, actions: [] });
  const body = purged.manifest.files.find((file) => file.path === 'body');
  expect((await sven.get(`${path}/files/${body?.sha256}`)).json().error.code).toBe('EVIDENCE_PURGED');
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries);
  expect(
    entries
      .filter(({ type }) => /^evidence\.(held|released|purged)$/.test(type))
      .map(({ type, actor }) => [type, actor.id]),
  ).toEqual([
    ['evidence.held', 'sven'],
    ['evidence.released', 'sven'],
    ['evidence.purged', 'sven'],
  ]);
});

test('only a supervisor may, with a reason, and only with a capture that is there', async () => {
  const { captureId } = postAt(1);
  const anna = await house.signIn('anna');
  for (const [person, path, body, code] of [
    [anna, `/captures/${captureId}/purge`, { reason }, 'NOT_PERMITTED'],
    [anna, `/captures/${captureId}/hold`, { held: true, reason }, 'NOT_PERMITTED'],
    [sven, `/captures/${captureId}/purge`, {}, 'BODY_INVALID'],
    [sven, `/captures/${captureId}/hold`, { held: true, reason: '' }, 'BODY_INVALID'],
    [sven, `/captures/${'a'.repeat(64)}/purge`, { reason }, 'NOT_FOUND'],
    [sven, `/captures/${'a'.repeat(64)}/hold`, { held: true, reason }, 'NOT_FOUND'],
  ] as const)
    expect((await person.post(path, body)).json().error.code).toBe(code);
  expect((await anna.get(`/captures/${captureId}`)).json<CaptureDetail>().actions).toEqual([]);
  expect(await read(captureId)).toMatchObject({ hold: null, purge: null, verified: true });
});

test('anybody gets the keys that bundles are verified with', async () => {
  const answer = await fetch(`${url}/api/v1/evidence/keys`);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=300']);
  expect((await answer.json()) as EvidenceKeys).toEqual({
    keys: house.store.evidenceTrust.keys,
    ledgerKeys: house.store.evidenceTrust.ledgerKeys,
  });
});

const folder = process.env.SHOTS;
const shoot = async (page: Page, name: string): Promise<void> => {
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
const openCapture = async (login: string, locale: string): Promise<Page> => {
  const page = await signIn(login, locale, `/archive/posts/${postAt(1).id}`);
  await page.getByTestId(TEST_IDS.postEvidence).locator('summary').first().click();
  return page;
};

test(
  'the page of a post has both, each asked once more with its reason, and an analyst sees what was done',
  async () => {
    const page = await openCapture('sven', 'zh-CN');
    const act = async (name: string): Promise<void> => {
      await page.getByTestId(`${TEST_IDS.evidenceAct}-${name}`).click();
      await page.getByTestId(TEST_IDS.evidenceReason).fill('测试所需');
      await expectAccessible(page);
      await shoot(page, `capture-${name}-zh`);
      await page.getByTestId(TEST_IDS.evidenceConfirm).click();
    };
    await act('hold');
    await page.getByTestId(TEST_IDS.evidenceHeld).getByText('测试所需').waitFor({ timeout: PATIENCE });
    expect(await page.getByTestId(`${TEST_IDS.evidenceAct}-purge`).count()).toBe(0);
    await act('release');
    await act('purge');
    await page.getByTestId(TEST_IDS.evidencePurged).getByText('测试所需').waitFor({ timeout: PATIENCE });
    expect(await page.getByTestId(TEST_IDS.evidenceVerified).count()).toBe(0);
    await expectAccessible(page);
    expect(await read(postAt(1).captureId)).toMatchObject({ purge: { reason: '测试所需' } });

    const other = await openCapture('anna', 'en-GB');
    await other.setViewportSize({ width: 380, height: 800 });
    await other.getByTestId(TEST_IDS.evidencePurged).waitFor({ timeout: PATIENCE });
    expect(await other.locator(`[data-testid^="${TEST_IDS.evidenceAct}"]`).count()).toBe(0);
    await expectAccessible(other);
    await shoot(other, 'capture-purged-en-narrow');
  },
  6 * PATIENCE,
);
