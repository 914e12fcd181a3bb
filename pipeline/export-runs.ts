/** Makes an export that somebody asked for, with what they may see at that moment, and takes its file away when its time is over. */
import { isWeirError, WeirError } from '#core/errors.ts';
import {
  type EvidenceFormat,
  type ExportRun,
  endExport,
  isExportThere,
  isOfEvidence,
  MOST_CAPTURES,
} from '#core/export-run.ts';
import { may } from '#core/roles.ts';
import type { SharedItem } from '#core/shared-item.ts';
import { writeBundle } from '#store/evidence/bundle.ts';
import { warcCopy } from '#store/evidence/warc-copy.ts';
import type { PostReader } from '#store/post-reader.ts';
import type { StoredPost } from '#store/posts.ts';
import { stixExport } from '#takedowns/sharing/stix.ts';
import { caseIdOf } from './analyse.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';
import { exportLines, type Watermark } from './post-export.ts';
import { readQuestion } from './saved-searches.ts';

/** Ends the making of a file that nobody wants any more. */
class Cancelled extends Error {}

interface Making {
  run: ExportRun;
  reader: PostReader;
  mark: Watermark;
  /** Posts, page by page; it counts them, and breaks off where the export was cancelled. */
  pages: AsyncIterable<StoredPost[]>;
}

const failed = (code: string): WeirError => new WeirError(code, `The export cannot be made: ${code}.`);

/** Only what two people confirmed and the house shares: the addresses that were found, and the hashes of what stands there. */
async function* stixOf({ store, sharer }: PipelineContext, { pages, mark }: Making): AsyncGenerator<string> {
  if (sharer === undefined) throw failed('SHARING_NOT_POSSIBLE');
  const items = new Map<string, SharedItem>();
  for await (const page of pages) {
    const urls = new Set(page.map(({ url }) => url));
    const cases = new Set(page.flatMap(({ analysis }) => (analysis === null ? [] : [caseIdOf(analysis.clusterId)])));
    for (const caseId of cases)
      for (const item of await store.shares.ofCase(caseId))
        if (!item.revoked && (item.kind !== 'url' || urls.has(item.value))) items.set(item.id, item);
  }
  yield stixExport([...items.values()], sharer, mark);
}

/** Which captures the posts came from. @throws EXPORT_LARGE before anything is written */
const capturesOf = async (format: EvidenceFormat, { pages }: Making): Promise<Set<string>> => {
  const captures = new Set<string>();
  for await (const page of pages)
    for (const { captureId } of page) {
      captures.add(captureId);
      if (captures.size > MOST_CAPTURES[format]) throw failed('EXPORT_LARGE');
    }
  return captures;
};

async function* evidenceOf(
  { store }: PipelineContext,
  format: EvidenceFormat,
  making: Making,
): AsyncGenerator<Uint8Array> {
  const { run, mark } = making;
  const captures = await capturesOf(format, making);
  const touch = { actor: { kind: 'human' as const, id: run.ownerId }, why: run.reason };
  if (format === 'warc') {
    yield* warcCopy(store.evidence, captures, { ...mark }, touch);
    return;
  }
  const { keys, ledgerKeys } = store.evidenceTrust;
  yield await writeBundle(store.evidence, [...captures], { keys, ledgerKeys }, touch, { 'export.json': mark });
}

const partsOf = (context: PipelineContext, making: Making): AsyncIterable<string | Uint8Array> => {
  const { format } = making.run;
  if (format === 'stix') return stixOf(context, making);
  if (isOfEvidence(format)) return evidenceOf(context, format, making);
  return exportLines(format, making.mark, making.pages);
};

const make = async (context: PipelineContext, run: ExportRun): Promise<Outcome> => {
  const { store } = context;
  const owner = await store.accounts.get(run.ownerId);
  const needed = isOfEvidence(run.format) ? (['post:export', 'evidence:read'] as const) : (['post:export'] as const);
  if (owner === null || owner.disabled || !needed.every((one) => may(owner.roles, one))) throw failed('NOT_PERMITTED');
  const reader = store.posts.seenBy(owner.sight ?? null);
  const { question } = readQuestion(run.question);
  let rows = 0;
  const counted = async function* (): AsyncGenerator<StoredPost[]> {
    for await (const page of reader.stream(question)) {
      if ((await store.exports.get(run.id))?.state !== 'asked') throw new Cancelled();
      rows += page.length;
      await store.exportProgress.set(run.id, rows);
      yield page;
    }
  };
  const mark = { export: run.id, by: owner.login, at: context.clock.now().toISOString(), reason: run.reason };
  const written = await store.exportFiles.write(run.id, partsOf(context, { run, reader, mark, pages: counted() }));
  const { events } = await store.exports.change(run.id, systemActor('export'), (state) =>
    endExport(state, { type: 'export.done', data: { rows, ...written } }),
  );
  if (events.length > 0) return 'done';
  await store.exportFiles.remove(run.id);
  return 'skipped';
};

export const runExport = async ({ exportId }: { exportId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock, log } = context;
  const run = await store.exports.get(exportId);
  if (run?.state === 'done' && !isExportThere(run, clock.now().toISOString())) {
    await store.exportFiles.remove(exportId);
    await store.exports.change(exportId, systemActor('export'), (state) =>
      state.state === 'done' ? [{ type: 'export.expired', data: {} }] : [],
    );
    return 'done';
  }
  if (run?.state !== 'asked') return 'skipped';
  try {
    return await make(context, run);
  } catch (error) {
    if (error instanceof Cancelled) return 'skipped';
    // What may pass is tried again when the house comes by.
    if (!isWeirError(error) || error.retry) throw error;
    log.warn({ export: exportId, code: error.code }, 'an export could not be made');
    await store.exports.change(exportId, systemActor('export'), (state) =>
      endExport(state, { type: 'export.failed', data: { code: error.code } }),
    );
    return 'done';
  }
};
