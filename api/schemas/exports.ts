import { type Static, Type } from 'typebox';
import { ExportRun } from '#core/export-run.ts';
import { Strict } from '#core/schema.ts';

const { id, format, question, reason, askedAt, state, file, failure, endedAt, fetches } = ExportRun.properties;

/** POST /api/v1/exports */
export const AskForExport = Strict({ format, question, reason });
export type AskForExport = Static<typeof AskForExport>;

export const ExportRunShown = Strict({
  ...{ id, format, question, reason, askedAt, state, file, failure, endedAt, fetches },
  /** Posts that were read so far. */
  read: Type.Integer(),
});
export type ExportRunShown = Static<typeof ExportRunShown>;

/** GET /api/v1/exports: of the one who is signed in, newest first. */
export const ExportRunList = Strict({ items: Type.Array(ExportRunShown), total: Type.Integer() });
export type ExportRunList = Static<typeof ExportRunList>;
