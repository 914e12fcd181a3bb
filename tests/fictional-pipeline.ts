/** The whole pipeline in this process on the fictional web, by a clock that the test moves: no waiting, no browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { loopbackHosts, seedDemo } from '#cli/demo.ts';
import { openPipeline } from '#cli/pipeline.ts';
import { ManualClock } from '#core/clock.ts';
import type { PageRecipe } from '#core/source.ts';
import type { Corpus } from '#fixtures/post.ts';
import { type FixtureWeb, startFixtureWeb } from '#fixtures/web.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { processAll } from '#pipeline/process-all.ts';
import { loadConfig } from '#services/config.ts';

export interface FictionalPipeline {
  web: FixtureWeb;
  context: PipelineContext;
  clock: ManualClock;
  /** Moves on until every source is due, and does what there is to do; in a context of the test's own where it gives one. */
  visit(own?: PipelineContext): Promise<void>;
  close(): Promise<void>;
}

/** Opens it and collects what is there. `recipe` changes the recipes of pages; all of them are read over HTTP. */
export const openFictionalPipeline = async (
  namespace: string,
  corpus: Corpus,
  recipe: (recipe: PageRecipe) => PageRecipe = (one) => one,
): Promise<FictionalPipeline> => {
  const home = mkdtempSync(join(tmpdir(), 'weir-pipeline-'));
  const clock = new ManualClock(new Date().toISOString());
  const web = await startFixtureWeb({
    authorityPublicKeys: {},
    corpus,
    trickleEverySeconds: 0,
    tickMilliseconds: 0,
    crawlDelaySeconds: 0,
    clock,
  });
  const config = {
    ...loadConfig({ ...process.env, WEIR_MODE: 'demo', WEIR_HOME: home, WEIR_NAMESPACE: namespace }),
    allowLoopbackHosts: loopbackHosts(web),
  };
  const pipeline = await openPipeline(config, pino({ level: 'silent' }), 1, clock);
  const { context } = pipeline;
  const { store } = context;
  await seedDemo(store, web);
  for (const { recipes, ...source } of await store.sources.list())
    await store.sources.set(
      {
        ...source,
        delayMilliseconds: 0,
        ...(recipes === undefined
          ? {}
          : { recipes: recipes.map((one) => ({ ...recipe(one), render: 'http' as const })) }),
      },
      { kind: 'system', id: 'test' },
    );
  const settle = async (own: PipelineContext): Promise<void> => {
    await store.refresh();
    await processAll(own);
    await store.refresh();
  };
  await settle(context);
  return {
    ...{ web, context, clock },
    visit: async (own = context) => {
      clock.advance(120_000);
      await settle(own);
    },
    close: async () => {
      await pipeline.close();
      await web.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
