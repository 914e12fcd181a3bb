/** The yearly report as a file: a table for programs, a page for printing. */
import { type Figure, REPORT_POINTS } from '#core/authority-report.ts';
import type { PageLanguage } from '#core/complaint.ts';
import { csvTable } from '../sharing/table.ts';
import { REPORT_WORDS } from './report-words.ts';

export interface YearReport {
  year: number;
  authority: string;
  madeAt: string;
  /** The year is over. */
  isComplete: boolean;
  figures: readonly Figure[];
}

/** One line a figure; the records behind it by id. An empty value: not kept. */
export const reportCsv = ({ year, figures }: YearReport, lang: PageLanguage): string => {
  const words = REPORT_WORDS[lang];
  return csvTable([
    ['year', 'article', 'id', 'figure', 'value', 'records'],
    ...figures.map(({ id, point, value, records }) => [
      ...[String(year), `8(1)(${point})`, id, words.figures[id], value === null ? '' : String(value)],
      records.map((record) => `${record.kind}:${record.id}`).join(' '),
    ]),
  ]);
};

const inText = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
const filled = (text: string, { year, authority }: YearReport): string =>
  text.replace('{year}', String(year)).replace('{authority}', authority);

/** The tables of the report as HTML, without any record: for paper and for the public page. */
export const reportTables = (report: YearReport, lang: PageLanguage): string => {
  const words = REPORT_WORDS[lang];
  return REPORT_POINTS.map((point) => {
    const rows = report.figures
      .filter((figure) => figure.point === point)
      .map(
        ({ id, value }) =>
          `<tr><th scope="row">${inText(words.figures[id])}</th><td>${value === null ? inText(words.notKept) : value}</td></tr>`,
      );
    return `<table><caption>${inText(words.points[point])}</caption><thead><tr><th scope="col">${inText(words.figure)}</th><th scope="col">${inText(words.value)}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  }).join('\n');
};

export const reportTitle = (report: YearReport, lang: PageLanguage): string => filled(REPORT_WORDS[lang].title, report);

/** What stands around the tables, as paragraphs of text. */
export const reportNotes = (report: YearReport, lang: PageLanguage): { lead: string; notes: string[] } => {
  const words = REPORT_WORDS[lang];
  return {
    lead: filled(words.lead, report),
    notes: [
      ...(report.isComplete ? [] : [words.unfinished]),
      `${words.made} ${report.madeAt.slice(0, 16).replace('T', ' ')} UTC.`,
      words.check,
    ],
  };
};

const STYLE = `@page{size:A4;margin:18mm}body{font:11pt/1.5 "Noto Sans","Noto Sans SC","Noto Sans CJK SC",sans-serif;color:#111}
h1{font-size:18pt}table{width:100%;border-collapse:collapse;margin:0 0 8mm;break-inside:avoid}
caption{text-align:left;font-weight:bold;padding:2mm 0}th,td{border-top:.3pt solid #999;padding:1.5mm 2mm;text-align:left;font-weight:normal;vertical-align:top}
thead th{font-weight:bold}td{text-align:right;white-space:nowrap}thead th:last-child{text-align:right}p{margin:0 0 3mm}`;

/** A whole page for paper, with nothing loaded and no script. */
export const reportPage = (report: YearReport, lang: PageLanguage): string => {
  const title = reportTitle(report, lang);
  const { lead, notes } = reportNotes(report, lang);
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>${inText(title)}</title><style>${STYLE}</style></head>
<body><h1>${inText(title)}</h1><p>${inText(report.authority)}</p><p>${inText(lead)}</p>
${reportTables(report, lang)}
${notes.map((note) => `<p>${inText(note)}</p>`).join('\n')}
</body></html>
`;
};
