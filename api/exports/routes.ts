import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type ExportRun, endExport, isExportThere, isOfEvidence, MOST_EXPORTS } from '#core/export-run.ts';
import { may } from '#core/roles.ts';
import { Id, Strict } from '#core/schema.ts';
import { readQuestion } from '#pipeline/saved-searches.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import { AskForExport, ExportRunList, ExportRunShown } from '../schemas/exports.ts';

const ExportId = Strict({ id: Id });
const EXTENSION: Record<ExportRun['format'], string> = {
  ...{ csv: 'csv', jsonl: 'jsonl', stix: 'json', wacz: 'wacz' },
  warc: 'warc.gz',
};
const FileBody = Type.Unsafe<Readable>({ type: 'string' });

export const exportRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store, queues } = deps;
  const tags = ['exports'];
  const config = { permission: 'post:export' as const };

  const shown = async ({ ownerId: _, seq: _seq, ...run }: ExportRun): Promise<ExportRunShown> => ({
    ...run,
    read: run.file?.rows ?? (await store.exportProgress.get(run.id)),
  });
  /** What others asked for does not exist. @throws NOT_FOUND */
  const ownOf = async (request: FastifyRequest, id: string): Promise<ExportRun> => {
    const run = await store.exports.get(id);
    if (run === null || run.ownerId !== personOf(request).id) throw apiError('NOT_FOUND');
    return run;
  };

  app.get(
    '/exports',
    {
      config,
      schema: { tags, summary: 'Exports that I have asked for, newest first', response: answers(ExportRunList) },
    },
    async (request) => {
      const runs = await store.exports.of(personOf(request).id);
      return { items: await Promise.all(runs.slice(0, 100).map(shown)), total: runs.length };
    },
  );

  app.post(
    '/exports',
    {
      config,
      schema: {
        ...{ tags, summary: 'Make a file of what a search finds, in the background', body: AskForExport },
        response: answers(ExportRunShown),
      },
    },
    async (request) => {
      const person = personOf(request);
      readQuestion(request.body.question);
      if (isOfEvidence(request.body.format) && !may(person.roles, 'evidence:read')) throw apiError('NOT_PERMITTED');
      const running = (await store.exports.of(person.id)).filter(({ state }) => state === 'asked');
      if (running.length >= MOST_EXPORTS) throw apiError('EXPORTS_MANY');
      const draft = { type: 'export.asked' as const, data: request.body };
      const { state } = await store.exports.create(randomUUID(), draft, actorOf(request));
      await queues.enqueue('export', { exportId: state.id });
      return shown(state);
    },
  );

  app.post(
    '/exports/:id/cancellation',
    {
      config,
      schema: { tags, summary: 'Break off an export of mine', params: ExportId, response: answers(ExportRunShown) },
    },
    async (request) => {
      const { id } = await ownOf(request, request.params.id);
      const { state } = await store.exports.change(id, actorOf(request), (run) =>
        endExport(run, { type: 'export.cancelled', data: {} }),
      );
      return shown(state);
    },
  );

  app.get(
    '/exports/:id/file',
    {
      config,
      schema: {
        ...{ tags, summary: 'The file of an export of mine, while it is there', params: ExportId },
        response: {
          200: { description: 'The file', content: { 'application/octet-stream': { schema: FileBody } } },
          '4xx': ErrorEnvelope,
          '5xx': ErrorEnvelope,
        },
      },
    },
    async (request, reply) => {
      const run = await ownOf(request, request.params.id);
      if (!isExportThere(run, store.clock.now().toISOString())) throw apiError('EXPORT_GONE');
      // That it was fetched is in the ledger before the first byte leaves.
      await store.exports.change(run.id, actorOf(request), () => [{ type: 'export.fetched', data: {} }]);
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-disposition', `attachment; filename="weir-${run.id}.${EXTENSION[run.format]}"`)
        .send(store.exportFiles.read(run.id));
    },
  );
};
