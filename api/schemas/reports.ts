import { type Static, Type } from 'typebox';
import { FigureId, REPORT_POINTS, ReportRecord } from '#core/authority-report.ts';
import { PageLanguage } from '#core/complaint.ts';
import { Strict, Timestamp } from '#core/schema.ts';

/** GET /api/v1/reports: years with something to report, newest first; the current one is always there. */
export const ReportYears = Strict({ years: Type.Array(Type.Integer()), current: Type.Integer() });
export type ReportYears = Static<typeof ReportYears>;

export const ReportYear = Strict({ year: Type.String({ pattern: '^2[01]\\d{2}$' }) });

/** Headings of the points of art. 8(1), in the language that was asked for. */
const Points = Type.Array(Strict({ point: Type.Enum(REPORT_POINTS), label: Type.String() }));

/** GET /api/v1/reports/:year. `value` null: the house keeps no record of it. */
export const Report = Strict({
  year: Type.Integer(),
  authority: Type.String(),
  madeAt: Timestamp,
  isComplete: Type.Boolean(),
  points: Points,
  figures: Type.Array(
    Strict({
      id: FigureId,
      point: Type.Enum(REPORT_POINTS),
      /** In the language that was asked for. */
      label: Type.String(),
      value: Type.Union([Type.Integer(), Type.Null()]),
      records: Type.Integer(),
    }),
  ),
});
export type Report = Static<typeof Report>;

/** GET /api/v1/reports/:year/figures/:figure: the records that it was counted from. */
export const FigureRecords = Strict({
  year: Type.Integer(),
  id: FigureId,
  value: Type.Union([Type.Integer(), Type.Null()]),
  records: Type.Array(ReportRecord),
});
export type FigureRecords = Static<typeof FigureRecords>;

export const REPORT_FORMATS = ['csv', 'html', 'pdf', 'statements.json'] as const;
export const ReportFile = Strict({ year: ReportYear.properties.year, format: Type.Enum(REPORT_FORMATS) });
export const ReportFileQuery = Strict({ lang: Type.Optional(PageLanguage) });
