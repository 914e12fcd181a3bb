import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assessor, createAssessor } from '#classifiers/assessor.ts';
import { encoderDir } from '#classifiers/encoder/location.ts';
import { openExamples } from '#classifiers/examples/examples.ts';
import { buildIndex } from '#classifiers/examples/index-file.ts';
import type { Example } from '#classifiers/training/corpus.ts';
import { dashboardsDir } from '#cli/dashboards.ts';
import type { Case, DecisionInput } from '#core/case.ts';
import { sha256 } from '#core/hash.ts';
import { contentHashOf, itemIdOf, type Post, postIdOf } from '#core/post.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import { TEST_IDS } from '../../dashboards/src/test-ids.ts';
import { expectAccessible } from '../../tests/accessible.ts';
import { type ApiHouse, openApiHouse, PASSWORD, type Person } from '../../tests/api-house.ts';
import { launchBrowser, openSignIn, submitSignIn } from '../../tests/browser.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { CaseExamples, SimilarCases } from '../schemas/cases.ts';

const namespace = testNamespace();

const example = (id: string, text: string, categories: Example['categories']): Example => ({
  ...{ id, text, categories, idea: id, style: 's', lang: 'en', context: 'other' },
});
const CORPUS: Example[] = [
  example('hall', 'Tomorrow night we set the town hall on fire while all of them sit inside', ['threat']),
  example('bread', 'The bakery at the corner has rye bread again, worth the early walk', []),
  example('choir', 'Our choir still looks for two altos, rehearsals on Tuesday', []),
];
const TEXTS = {
  fire: 'On Saturday night we burn down the harbour hall with everybody in it.',
  fireAgain: 'On Saturday night we will burn down the harbour hall, and everybody will be in it.',
  fireElsewhere: 'On Sunday night we burn down the harbour hall with everybody inside it.',
  bread: 'Rye bread is back at the little bakery near the station.',
};
const HOUSE = { kind: 'system' as const, id: 'test' };

let house: ApiHouse;
let assessor: Assessor;
let cacheDir: string;
let rita: Person;
let olga: Person;
const cases = new Map<string, Case>();

const postOf = (name: string, text: string): Post => {
  const itemId = itemIdOf('source-ferry', name);
  const contentHash = contentHashOf(undefined, text);
  return {
    ...{ id: postIdOf(itemId, contentHash), itemId, contentHash, text, lang: 'en', tags: [] },
    ...{ sourceId: 'source-ferry', operatorId: 'ferry', platform: 'ferry', url: `https://ferry.example/${name}` },
    ...{ publishedAt: '2026-02-01T10:00:00.000Z', collectedAt: '2026-02-01T10:00:00.000Z', status: 'live' },
    captureId: sha256(`capture of ${name}`),
  };
};

/** A post as the pipeline would keep it, and the case that shows it. */
const openCase = async (name: string, text: string): Promise<void> => {
  const post = postOf(name, text);
  const [result] = await assessor.assess([{ id: post.id, text, lang: 'en' }]);
  if (result === undefined) throw new Error('no result');
  const { modelVersion, policyVersion, violating, categories, codes, vector, context } = result;
  const assessment = {
    ...{ modelVersion, policyVersion, violating, categories, spans: [], routingReason: result.routingReason },
    ...{ context: context.label, contextProbability: context.probabilities[context.label] },
  };
  await house.store.posts.indexBatch([post]);
  await house.store.posts.setAnalysis([
    {
      id: post.id,
      analysis: {
        ...{ clusterId: name, tokens: '', exact: '', bands: [], signature: '', vector, flagged: true },
        assessment: { ...assessment, lang: 'en', codes, assessedAt: post.collectedAt },
      },
    },
  ]);
  const { state } = await house.store.cases.create(
    caseIdOf(name),
    {
      type: 'case.opened',
      data: {
        ...{ clusterId: name, title: null, text, lang: 'en', contentHash: post.contentHash, imminentThreat: false },
        assessment: { ...assessment, leading: 'threat' },
        location: {
          ...{ postId: post.id, url: post.url, sourceId: post.sourceId, operatorId: 'ferry', platform: 'ferry' },
          ...{ contentHash: post.contentHash, captureId: post.captureId, publishedAt: post.publishedAt },
          ...{ firstSeenAt: post.collectedAt, status: 'up', checkedAt: null },
        },
      },
    },
    HOUSE,
  );
  cases.set(name, state);
};

const decide = async (person: Person, name: string, change: Partial<DecisionInput> = {}): Promise<void> => {
  const subject = cases.get(name);
  const answer = await person.post(`/cases/${subject?.id}/decisions`, {
    revision: subject?.revision,
    decision: {
      ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
      ...{ reason: 'Invented for this test.', contentHash: subject?.contentHash, ...change },
    },
  });
  expect(answer.statusCode).toBe(200);
};
const similarTo = async (name: string): Promise<SimilarCases['items']> => {
  await house.store.refresh();
  return (await rita.get(`/cases/${caseIdOf(name)}/similar`)).json<SimilarCases>().items;
};

beforeAll(async () => {
  cacheDir = mkdtempSync(join(tmpdir(), 'weir-compare-'));
  house = await openApiHouse(namespace, {
    examples: openExamples(cacheDir, { corpus: () => CORPUS }),
    dashboardsDir,
  });
  assessor = await createAssessor({ modelDir: encoderDir(), threads: 1 });
  [rita, olga] = (await Promise.all(['rita', 'olga'].map((login) => house.signIn(login)))) as [Person, Person];
  for (const [name, text] of Object.entries(TEXTS)) await openCase(name, text);
});
afterAll(async () => {
  await assessor?.close();
  await house?.close();
  rmSync(cacheDir, { recursive: true });
});

describe('labelled examples beside a case', () => {
  const examplesOf = async (id: string) => (await rita.get(`/cases/${id}/examples`)).json<CaseExamples>();

  it('are said to be on their way until the index is built, then are the nearest with their labels', async () => {
    expect(await examplesOf(caseIdOf('fire'))).toEqual({ status: 'not_prepared', near: false, items: [] });
    await buildIndex({ encoderDir: encoderDir(), cacheDir, examples: CORPUS });
    const fire = await examplesOf(caseIdOf('fire'));
    expect(fire.status).toBe('ready');
    expect(fire.items[0]).toMatchObject({ id: 'hall', text: CORPUS[0]?.text, categories: ['threat'], lang: 'en' });
    const similarities = fire.items.map(({ similarity }) => similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    expect((await examplesOf(caseIdOf('bread'))).items[0]).toMatchObject({ id: 'bread', categories: [] });
  });

  it('are not there where the post of the case was scored before vectors were kept', async () => {
    const subject = await house.openCase('old');
    expect(await examplesOf(subject.id)).toEqual({ status: 'other_encoder', near: false, items: [] });
  });
});

describe('similar decided cases', () => {
  it('are none while nobody has decided, and none that can still be taken back', async () => {
    expect(await similarTo('fire')).toEqual([]);
    await decide(rita, 'fireAgain');
    await decide(rita, 'bread');
    expect(await similarTo('fire')).toEqual([]);
  });

  it('are those decided about nearly the same, with outcome and date; not the case itself, not what is unlike', async () => {
    house.clock.advance(61_000);
    for (const name of ['fireAgain', 'bread'])
      await house.store.cases.change(caseIdOf(name), HOUSE, () => [{ type: 'case.hold_ended', data: {} }]);
    const items = await similarTo('fire');
    expect(items).toEqual([
      {
        ...{ caseId: caseIdOf('fireAgain'), state: 'cleared', outcome: 'not_violating', categories: [], lang: 'en' },
        ...{ decidedAt: '2026-03-01T09:00:00.000Z', excerpt: TEXTS.fireAgain, similarity: expect.any(Number) },
      },
    ]);
    expect(await similarTo('fireAgain')).toEqual([]);
    expect((await similarTo('fireElsewhere')).map(({ caseId }) => caseId)).toEqual([caseIdOf('fireAgain')]);
  });

  it('leave a trace before their texts are shown, and are refused to those who may not read cases', async () => {
    const before = (await house.store.ledger.head()).size;
    await similarTo('fire');
    const blocks = await house.store.ledger.blocks(0, 1000);
    expect(
      blocks
        .flatMap(({ entries }) => entries)
        .slice(before)
        .map(({ type, actor }) => [type, actor.id]),
    ).toEqual([['search.run', 'rita']]);
    for (const what of ['similar', 'examples'])
      expect((await olga.get(`/cases/${caseIdOf('fire')}/${what}`)).statusCode).toBe(403);
    expect((await rita.get('/cases/case-nowhere/similar')).statusCode).toBe(404);
  });
});

describe('the page of a case', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    url = await house.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => browser?.close());

  it.each([
    ['en-GB', 'Not violating', 'No similar decided cases yet.'],
    ['zh-CN', '不违规', '尚无相似的已决案件。'],
  ])('shows both when they are opened by keyboard, veiled with the text (%s)', async (locale, label, none) => {
    const page = await openSignIn(browser, url, locale);
    await submitSignIn(page, 'rita', PASSWORD);
    await page.setViewportSize({ width: 390, height: 900 });
    await page.goto(`${url}/review/cases/${caseIdOf('fire')}`);
    for (const id of [TEST_IDS.examples, TEST_IDS.similarCases]) {
      await page.getByTestId(id).locator('summary').focus();
      await page.keyboard.press('Enter');
      await page.getByTestId(id).locator('li').first().waitFor();
    }
    const examples = page.getByTestId(TEST_IDS.examples);
    expect(await examples.textContent()).toContain(CORPUS[0]?.text);
    expect(await examples.textContent()).toContain(label);
    expect(await examples.locator('.is-veiled').count()).toBe(CORPUS.length);
    const similar = page.getByTestId(TEST_IDS.similarCases);
    expect(await similar.locator('.is-veiled').count()).toBe(1);
    await expectAccessible(page);
    await page.getByTestId(TEST_IDS.reveal).focus();
    await page.keyboard.press('Enter');
    await examples.locator('.is-revealed').first().waitFor();
    expect(await page.locator('.is-veiled').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await similar.locator('a').click();
    await page.locator(`[data-case="${caseIdOf('fireAgain')}"]`).waitFor();
    await page.getByTestId(TEST_IDS.similarCases).locator('summary').click();
    await page.getByText(none).waitFor();
    await page.context().close();
  });
});
