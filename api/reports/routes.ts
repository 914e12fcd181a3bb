import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { FigureId, REPORT_POINTS } from '#core/authority-report.ts';
import { Strict } from '#core/schema.ts';
import { reportCsv, reportPage } from '#takedowns/reports/report-files.ts';
import { REPORT_WORDS } from '#takedowns/reports/report-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { answers } from '../responses.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import { FigureRecords, Report, ReportFile, ReportFileQuery, ReportYear, ReportYears } from '../schemas/reports.ts';
import { reportOf, statementsOf, yearsOf } from './year.ts';

const Bytes = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });
const TYPES = {
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  'statements.json': 'application/json; charset=utf-8',
} as const;
/** Reading every order is work. */
const LIMIT = { max: 60, timeWindow: 60_000 };

export const reportRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const config = { permission: 'report:read' as const, rateLimit: LIMIT };
  const tags = ['reports'];

  app.get(
    '/reports',
    { config, schema: { tags, summary: 'Years with something to report', response: answers(ReportYears) } },
    () => yearsOf(deps.store),
  );

  app.get(
    '/reports/:year',
    {
      config,
      schema: {
        tags,
        summary: 'The yearly report of the authority (art. 8), counted from the records as they are now',
        params: ReportYear,
        querystring: ReportFileQuery,
        response: answers(Report),
      },
    },
    async (request) => {
      const report = await reportOf(deps, Number(request.params.year));
      const words = REPORT_WORDS[request.query.lang ?? 'en'];
      return {
        ...report,
        points: REPORT_POINTS.map((point) => ({ point, label: words.points[point] })),
        figures: report.figures.map(({ records, ...figure }) => ({
          ...figure,
          label: words.figures[figure.id],
          records: records.length,
        })),
      };
    },
  );

  app.get(
    '/reports/:year/figures/:figure',
    {
      config,
      schema: {
        tags,
        summary: 'The records that a figure was counted from',
        params: Strict({ year: ReportYear.properties.year, figure: FigureId }),
        response: answers(FigureRecords),
      },
    },
    async (request) => {
      const year = Number(request.params.year);
      const { figure: id } = request.params;
      const figure = (await reportOf(deps, year)).figures.find((one) => one.id === id);
      if (figure === undefined) throw apiError('NOT_FOUND');
      return { year, id, value: figure.value, records: figure.records };
    },
  );

  app.get(
    '/reports/:year/files/:format',
    {
      config,
      schema: {
        tags,
        summary: 'The report as a table, a page for paper or PDF; or the removals as anonymised statements of reasons',
        params: ReportFile,
        querystring: ReportFileQuery,
        response: {
          200: {
            description: 'The file',
            content: Object.fromEntries(
              Object.values(TYPES).map((type) => [type.split(';')[0] ?? type, { schema: Bytes }]),
            ),
          },
          '4xx': ErrorEnvelope,
          '5xx': ErrorEnvelope,
        },
      },
    },
    async (request, reply) => {
      const year = Number(request.params.year);
      const { format } = request.params;
      const { lang = 'en' } = request.query;
      const file = async (): Promise<Buffer> => {
        if (format === 'statements.json')
          return Buffer.from(`${JSON.stringify({ statements: await statementsOf(deps.store, year) }, null, 1)}\n`);
        const report = await reportOf(deps, year);
        if (format === 'csv') return Buffer.from(reportCsv(report, lang));
        const html = reportPage(report, lang);
        if (format === 'html') return Buffer.from(html);
        if (deps.printPdf === undefined) throw apiError('PRINT_FAILED');
        return Buffer.from(await deps.printPdf(html));
      };
      const bytes = await file();
      return reply
        .header('content-type', TYPES[format])
        .header('content-disposition', `attachment; filename="weir-${year}-${lang}.${format}"`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .send(bytes);
    },
  );
};
