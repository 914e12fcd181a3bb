/** An export that goes on after the page is closed: who asked for what and why, what became of it, and until when its file is there. */
import { type Static, Type } from 'typebox';
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import { type DraftOf, type EventOf, requireNext } from './event.ts';
import { SearchQuestion } from './saved-search.ts';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

/** `stix`: confirmed items only. `wacz`, `warc`: the captures of the posts, with what proves them and without. */
export const EXPORT_RUN_FORMATS = ['csv', 'jsonl', 'stix', 'wacz', 'warc'] as const;
export const ExportRunFormat = Type.Enum(EXPORT_RUN_FORMATS);
export type ExportRunFormat = (typeof EXPORT_RUN_FORMATS)[number];
export const EXPORT_STATES = ['asked', 'done', 'cancelled', 'failed', 'expired'] as const;

/** How long a finished file can be fetched. */
export const EXPORT_KEPT_MILLISECONDS = 24 * 3_600_000;
/** Unfinished ones of one person. */
export const MOST_EXPORTS = 3;
/** Captures in one file. A bundle is made in memory; a bare WARC is written capture by capture. */
export const MOST_CAPTURES = { wacz: 50, warc: 1000 } as const;
export type EvidenceFormat = keyof typeof MOST_CAPTURES;
/** Those hold captures, so they take the right to read evidence too. */
export const isOfEvidence = (format: ExportRunFormat): format is EvidenceFormat => format in MOST_CAPTURES;

export const ExportRun = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  format: ExportRunFormat,
  question: SearchQuestion,
  reason: Type.String({ minLength: 3, maxLength: 300 }),
  ownerId: Id,
  askedAt: Timestamp,
  state: Type.Enum(EXPORT_STATES),
  /** Of the finished file. */
  file: Type.Union([
    Strict({ rows: Type.Integer(), bytes: Type.Integer(), sha256: Sha256, expiresAt: Timestamp }),
    Type.Null(),
  ]),
  /** Code of what went wrong. */
  failure: Type.Union([Type.String(), Type.Null()]),
  endedAt: Type.Union([Timestamp, Type.Null()]),
  fetches: Type.Integer(),
});
export type ExportRun = Static<typeof ExportRun>;

export interface ExportRunEvents {
  'export.asked': Pick<ExportRun, 'format' | 'question' | 'reason'>;
  'export.done': { rows: number; bytes: number; sha256: string };
  'export.failed': { code: string };
  'export.cancelled': Record<string, never>;
  'export.fetched': Record<string, never>;
  'export.expired': Record<string, never>;
}
export type ExportRunEvent = EventOf<ExportRunEvents>;
export type ExportRunDraft = DraftOf<ExportRunEvents>;

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveExportRun = (before: ExportRun | null, event: ExportRunEvent): ExportRun => {
  requireNext(event, before);
  const { seq, at } = event;
  if (event.type === 'export.asked')
    return {
      ...{ id: event.subject.id, seq, ...event.data, ownerId: event.actor.id, askedAt: at, state: 'asked' },
      ...{ file: null, failure: null, endedAt: null, fetches: 0 },
    };
  if (before === null) throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the export.`);
  const state = { ...before, seq };
  switch (event.type) {
    case 'export.done':
      return {
        ...{ ...state, state: 'done', endedAt: at },
        file: { ...event.data, expiresAt: addMilliseconds(at, EXPORT_KEPT_MILLISECONDS) },
      };
    case 'export.failed':
      return { ...state, state: 'failed', failure: event.data.code, endedAt: at };
    case 'export.cancelled':
      return { ...state, state: 'cancelled', endedAt: at };
    case 'export.fetched':
      return { ...state, fetches: before.fetches + 1 };
    case 'export.expired':
      return { ...state, state: 'expired' };
  }
};

/** Only what still runs ends so. */
export const endExport = (state: ExportRun, draft: ExportRunDraft): ExportRunDraft[] =>
  state.state === 'asked' ? [draft] : [];

export const isExportThere = (state: ExportRun, now: string): boolean =>
  state.state === 'done' && state.file !== null && state.file.expiresAt > now;

/** When the house has next something to do for it: at once, or when its file is over. */
export const exportDueAt = (state: ExportRun): string | null => {
  if (state.state === 'asked') return state.askedAt;
  return state.state === 'done' ? (state.file?.expiresAt ?? null) : null;
};
