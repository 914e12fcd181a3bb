import type { PageLanguage } from '#core/complaint.ts';
import { reportNotes, reportTables, reportTitle, type YearReport } from '#takedowns/reports/report-files.ts';
import { inText, paragraph, renderPage } from './html.ts';

const WORDS: Record<PageLanguage, { title: string; intro: string; none: string; years: string }> = {
  en: {
    title: 'What this authority has ordered removed',
    intro: 'Figures of years that are over. Nothing of what was removed is shown here, and nobody is named.',
    none: 'There is no year that is over and has figures yet.',
    years: 'Years',
  },
  'zh-CN': {
    title: '本机关下令移除的内容',
    intro: '此处为已结束年度的数字。不展示任何被移除的内容，也不提及任何人。',
    none: '目前还没有已结束且有数字的年度。',
    years: '年度',
  },
};

/** A year for everybody: figures alone, no content, no scripts. `report` null: there is no finished year with figures. */
export const transparencyPage = (lang: PageLanguage, years: readonly number[], report: YearReport | null): string => {
  const words = WORDS[lang];
  const links = years.map(
    (year) =>
      `<li><a href="/public/transparency?lang=${lang}&amp;year=${year}"${year === report?.year ? ' aria-current="page"' : ''}>${year}</a></li>`,
  );
  const body =
    report === null
      ? [paragraph(words.intro), paragraph(words.none)]
      : [
          paragraph(words.intro),
          `<nav aria-label="${inText(words.years)}"><ul class="years">${links.join('')}</ul></nav>`,
          `<h2>${inText(reportTitle(report, lang))}</h2>`,
          paragraph(reportNotes(report, lang).lead),
          reportTables(report, lang),
          ...reportNotes(report, lang).notes.map((note) => paragraph(note)),
        ];
  return renderPage({ lang, path: '/public/transparency', title: words.title, body: body.join('\n') });
};
