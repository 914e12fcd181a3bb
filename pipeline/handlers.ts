import { WeirError } from '#core/errors.ts';
import { analyse } from './analyse.ts';
import { collect } from './collect.ts';
import { tidyCollection } from './collections.ts';
import { compareArchive } from './compare-archive.ts';
import type { PipelineContext } from './context.ts';
import { watchDrift } from './drift.ts';
import { drill } from './drills.ts';
import { runExport } from './export-runs.ts';
import { type Handlers, JOB_NAMES, type JobName, type JobPayloads, type Outcome, type Work } from './jobs.ts';
import { look } from './liveness.ts';
import { lookAtNotice, sendNotice } from './notices.ts';
import { runClocks, sendLetters } from './order-clocks.ts';
import { deliver, hold, recheck } from './orders.ts';
import { readPictures } from './pictures.ts';
import { reverse } from './reversals.ts';
import { expire, seal } from './seal.ts';
import { watchSearch } from './search-alerts.ts';
import { announce, notify, shareCase } from './sharing.ts';
import { followUp } from './tips.ts';

/**
 * The handlers by job name. It refuses to exist unless every job has exactly one.
 * @throws WeirError HANDLER_TWICE · HANDLER_MISSING
 */
export class HandlerRegistry {
  private readonly handlers = new Map<JobName, (payload: never) => Promise<Outcome>>();

  register<J extends JobName>(job: J, handler: (payload: JobPayloads[J]) => Promise<Outcome>): this {
    if (this.handlers.has(job)) throw new WeirError('HANDLER_TWICE', `The job ${job} has two handlers.`);
    this.handlers.set(job, handler);
    return this;
  }

  complete(): Handlers {
    const missing = JOB_NAMES.filter((job) => !this.handlers.has(job));
    if (missing.length > 0)
      throw new WeirError('HANDLER_MISSING', `No handler for ${missing.join(', ')}.`, {
        fix: 'Register one handler for every job before the worker starts.',
      });
    return Object.fromEntries(this.handlers) as unknown as Handlers;
  }
}

export const createHandlers = (context: PipelineContext): Handlers =>
  new HandlerRegistry()
    .register('crawl', (payload) => collect(payload, context))
    .register('pictures', (payload) => readPictures(payload, context))
    .register('analyse', (payload) => analyse(payload, context))
    .register('compare', () => compareArchive(context))
    .register('hold', (payload) => hold(payload, context))
    .register('deliver', (payload) => deliver(payload, context))
    .register('recheck', (payload) => recheck(payload, context))
    .register('clocks', (payload) => runClocks(payload, context))
    .register('letters', (payload) => sendLetters(payload, context))
    .register('notice', (payload) => sendNotice(payload, context))
    .register('notice-look', (payload) => lookAtNotice(payload, context))
    .register('look', (payload) => look(payload, context))
    .register('reverse', (payload) => reverse(payload, context))
    .register('tip', (payload) => followUp(payload, context))
    .register('drill', (payload) => drill(payload, context))
    .register('share', ({ caseId }) =>
      context.sharer === undefined ? Promise.resolve('skipped') : shareCase(context.store, context.sharer, caseId),
    )
    .register('announce', () => announce(context.store))
    .register('notify', (payload) => notify(payload, context))
    .register('watch', (payload) => watchSearch(payload, context))
    .register('tidy', (payload) => tidyCollection(payload, context))
    .register('drift', () => watchDrift(context))
    .register('export', (payload) => runExport(payload, context))
    .register('seal', (payload) => seal(payload, context))
    .register('expire', (payload) => expire(payload, context))
    .complete();

/** Runs one piece of work with its handler. */
export const run = (handlers: Handlers, work: Work): Promise<Outcome> =>
  (handlers[work.job] as (payload: Work['payload']) => Promise<Outcome>)(work.payload);
