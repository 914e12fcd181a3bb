import { WeirError } from '#core/errors.ts';
import type { PipelineContext } from './context.ts';
import { createHandlers, run } from './handlers.ts';
import type { Work } from './jobs.ts';
import { findWork } from './sweeper.ts';

/**
 * Does, here and now, all work that is due by the context's clock, until there is none: what tests and the command line use
 * instead of waiting. Every visit to a source pushes its next one into the future, so it ends.
 * @throws WeirError WORK_WITHOUT_END after `limit` rounds
 */
export const processAll = async (context: PipelineContext, limit = 100): Promise<Work[]> => {
  const handlers = createHandlers(context);
  const done: Work[] = [];
  for (let round = 0; round < limit; round++) {
    const work = await findWork(context);
    if (work.length === 0) return done;
    for (const piece of work) {
      await run(handlers, piece);
      done.push(piece);
    }
  }
  throw new WeirError('WORK_WITHOUT_END', `Work was still due after ${limit} rounds.`);
};
