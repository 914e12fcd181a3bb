/** Posts per second from the collected item to stored, scored and placed in a case. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createAssessor } from '#classifiers/assessor.ts';
import { loadPolicy } from '#classifiers/policy/load.ts';
import { openHouse } from '#cli/open.ts';
import { systemClock } from '#core/clock.ts';
import { createAllowList } from '#pipeline/allow-list.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { createKnownContent } from '#pipeline/known-content.ts';
import { openPolicies } from '#pipeline/policies.ts';
import { processAll } from '#pipeline/process-all.ts';
import { createPseudonyms } from '#pipeline/pseudonym.ts';
import { openQueues } from '#pipeline/queues.ts';
import { createSampling } from '#pipeline/sampling.ts';
import { prepareEncoder } from '#services/encoder.ts';
import { loadSecrets } from '#services/secrets.ts';
import { type Bench, defineMeasure, takeTurns, timed } from './bench.ts';
import { cannedCollector, cannedSource } from './canned-source.ts';
import { openNaiveModel, processNaively } from './naive-pipeline.ts';
import { divide, median } from './report.ts';
import { stream, type Text } from './texts.ts';

interface Outcome {
  postsPerSecond: number;
  /** Of this process, for each post. */
  cpuMilliseconds: number;
  flagged: number;
  cases: number;
}

/** A fresh installation with the stream as its only source; `work` is what is timed. */
const withInstallation = async (
  bench: Bench,
  texts: readonly Text[],
  assessor: PipelineContext['assessor'],
  work: (context: PipelineContext) => Promise<unknown>,
): Promise<Outcome> => {
  const config = bench.installation();
  const { requests } = loadSecrets(config.secretFile);
  const store = await openHouse(config);
  const queues = openQueues(config.redisUrl ?? '', config.namespace);
  try {
    await store.migrate();
    const now = systemClock.now();
    const source = cannedSource(now);
    await store.sources.set(source, { kind: 'system', id: 'bench' });
    const context: PipelineContext = {
      store,
      queues,
      collector: cannedCollector(texts, source, now),
      assessor,
      known: createKnownContent(store, { warn: () => {} }),
      pictures: null,
      // No samples: a case that nobody flagged is not what is measured.
      policies: openPolicies(store, { ...loadPolicy(), samplingShare: 0, uncertainShare: 0, novelShare: 0 }),
      sampling: createSampling(randomBytes(32).toString('hex')),
      allowList: createAllowList(store),
      clock: systemClock,
      requestKey: { keyId: requests.id, privateKeyPem: requests.privateKey },
      send: async () => ({ status: 503, headers: {}, body: '' }),
      pseudonymOf: createPseudonyms(randomBytes(32).toString('hex')),
      newNonce: randomUUID,
      log: { info: () => {}, warn: () => {} },
    };
    const { seconds, cpuSeconds } = await timed(() => work(context));
    await store.refresh();
    const { total, analysed, flagged } = await store.posts.counts();
    if (total !== texts.length || analysed !== texts.length)
      throw new Error(`${texts.length} posts went in, ${total} were stored and ${analysed} analysed`);
    const { total: cases } = await store.cases.facets();
    return {
      postsPerSecond: texts.length / seconds,
      cpuMilliseconds: (1000 * cpuSeconds) / texts.length,
      flagged,
      cases,
    };
  } finally {
    await queues.close();
    await store.close();
  }
};

const unused: PipelineContext['assessor'] = {
  modelVersion: 'unused',
  serve: async () => {},
  assess: async () => {
    throw new Error('The naive pipeline has its own model.');
  },
  score: async () => {
    throw new Error('The naive pipeline has its own model.');
  },
  explain: async () => [],
  close: async () => {},
};

export const endToEnd = defineMeasure({
  name: 'end-to-end',
  title: 'posts from collected item to stored, scored and placed in a case',
  need: ['elasticsearch', 'redis', 'encoder'],
  defaults: { posts: 1000, copiesPercent: 30, violatingPercent: 10, runs: 3 },
  run: async (bench, { posts, copiesPercent, violatingPercent, runs }) => {
    const modelDir = await prepareEncoder({ encoder: bench.config.encoder, cacheDir: bench.config.cache });
    const textsOf = (run: number) =>
      stream({ count: posts, copies: copiesPercent / 100, violating: violatingPercent / 100, seed: run + 1 });
    const naiveModel = await openNaiveModel(modelDir);
    const { ours, other } = await takeTurns(
      runs,
      async (run) => {
        // A new one each time: it remembers results. Its threads start before the clock does.
        const assessor = await createAssessor({ modelDir });
        try {
          return await withInstallation(bench, textsOf(run), assessor, (context) => processAll(context, 10_000));
        } finally {
          await assessor.close();
        }
      },
      (run) => withInstallation(bench, textsOf(run), unused, (context) => processNaively(context, naiveModel)),
    );
    await naiveModel.encoder.close();
    const values = (from: readonly Outcome[], key: keyof Outcome) => from.map((one) => one[key]);
    const rates = { ours: values(ours, 'postsPerSecond'), other: values(other, 'postsPerSecond') };
    const cpu = { ours: values(ours, 'cpuMilliseconds'), other: values(other, 'cpuMilliseconds') };
    return {
      lines: [
        { what: 'Weir', unit: 'posts/s', values: rates.ours },
        { what: 'naive pipeline', unit: 'posts/s', values: rates.other },
        { what: 'Weir: processor time', unit: 'ms/post', values: cpu.ours },
        { what: 'naive pipeline: processor time', unit: 'ms/post', values: cpu.other },
        { what: 'Weir: flagged posts', unit: '', values: values(ours, 'flagged') },
        { what: 'Weir: cases that people have to decide', unit: '', values: values(ours, 'cases') },
        { what: 'naive pipeline: flagged posts', unit: '', values: values(other, 'flagged') },
        { what: 'naive pipeline: cases that people have to decide', unit: '', values: values(other, 'cases') },
      ],
      ratios: [
        { what: 'posts/s', values: divide(rates.ours, rates.other) },
        { what: 'processor time', values: divide(cpu.other, cpu.ours) },
        { what: 'cases to decide', values: divide(values(other, 'cases'), values(ours, 'cases')) },
      ],
      notes: [
        'Both sides: captures into the evidence store, posts into Elasticsearch, scores, explanation of what is flagged, cases, ledger; one process does it all. Fetching is not in it: the items are ready.',
        'Naive: the same encoder in the main thread with all cores for each call, one post a call; no look for duplicates or edits, a case for each flagged post.',
        `Of the median run ${Math.round((100 * median(values(ours, 'flagged'))) / posts)} % of the posts are flagged and explained, which costs up to 16 passes of the model each.`,
      ],
    };
  },
});
