import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse } from '#cli/open.ts';
import { loadConfig } from '#services/config.ts';
import type { Store } from '#store/store.ts';
import { anAnalysis, anAssessment, aPolicy, aPost } from '#store/test-records.ts';
import { testNamespace } from './namespace.ts';
import { weirCommand } from './weir-command.ts';

const namespace = testNamespace();
const home = mkdtempSync(join(tmpdir(), 'weir-policy-'));
const environment = { ...process.env, WEIR_HOME: home, WEIR_NAMESPACE: namespace };
let store: Store;
beforeAll(async () => {
  store = await openHouse(loadConfig(environment));
  await store.migrate();
  const posts = [0.3, 0.45, 0.6].map((violating, n) => ({
    violating,
    post: aPost(`p${n}`, `text ${n}`, { collectedAt: new Date(Date.now() - n * 86_400_000).toISOString() }),
  }));
  await store.posts.indexBatch(posts.map(({ post }) => post));
  await store.posts.setAnalysis(
    posts.map(({ post, violating }, n) => {
      const scores = { ...anAssessment().categories, incitement: violating };
      const assessment = anAssessment({ violating, categories: scores });
      return { id: post.id, analysis: anAnalysis('x', `k${n}`, { assessment, flagged: violating >= 0.5 }) };
    }),
  );
});
afterAll(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

const run = weirCommand(environment);
const weir = (...given: string[]) => run(given);

test('weir policy simulate prints what a file would change, over the history or its last days', async () => {
  const file = join(home, 'lower.json');
  writeFileSync(file, JSON.stringify(aPolicy('lower-2', 0.4)));
  const { code, out } = await weir('policy', 'simulate', file);
  expect([code, out]).toEqual([0, expect.stringContaining('lower-2 against default-1: 3 posts')]);
  expect(out).toContain('flagged: 1 -> 2');
  expect(out).toContain('newly flagged: 1 posts in 1 cases');
  expect(out).toMatch(/\+ en incitement 0\.45 \/archive\/posts\/[0-9a-f]{64}/);
  expect((await weir('policy', 'simulate', file, '--since', '1')).out).toContain(': 1 posts');
}, 60_000);

test('a file that is no policy and a number of days that is none are refused by name', async () => {
  const file = join(home, 'wrong.json');
  writeFileSync(file, JSON.stringify({ ...aPolicy('wrong'), samplingShare: 3 }));
  const wrong = await weir('policy', 'simulate', file);
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain('POLICY_INVALID');
  expect(wrong.err).toContain('/samplingShare');
  writeFileSync(file, JSON.stringify(aPolicy('right')));
  expect((await weir('policy', 'simulate', file, '--since', 'never')).err).toContain('OPTION_INVALID');
}, 60_000);
