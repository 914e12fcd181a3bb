import { useTranslation } from 'react-i18next';
import type { FigureCounts, WorkFigures } from '#api/schemas/figures.ts';
import { i18next } from '../locale/i18n.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { useDuration } from './use-duration.ts';

const Group = ({
  title,
  groups,
  nameOf,
}: {
  title: string;
  groups: readonly ({ key: string } & FigureCounts)[];
  nameOf: (key: string) => string;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  const duration = useDuration();
  const share = (part: number | null, whole: number): string => {
    if (part === null) return t('figures.ofFew');
    if (whole === 0) return t('figures.nothing');
    const shown = number(part / whole, { style: 'percent', maximumFractionDigits: 0 });
    return `${shown} (${t('oversight.ofN', { part: number(part), whole: number(whole) })})`;
  };
  const time = (seconds: number | null): string => (seconds === null ? t('figures.nothing') : duration(seconds));
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      {groups.length === 0 ? (
        <p className="quiet">{t('oversight.noneYet')}</p>
      ) : (
        <ScrollTable label={title}>
          <table className="data-table">
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{t('oversight.group')}</th>
                {(['precision', 'overturn', 'review', 'removal', 'hours', 'notices', 'reply'] as const).map(
                  (figure) => (
                    <th key={figure} scope="col" className="number">
                      {t(`figures.charts.${figure}.short`)}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {groups.map(({ key, ...one }) => (
                <tr key={key}>
                  <th scope="row">{nameOf(key)}</th>
                  <td className="number">{share(one.confirmed, one.judged)}</td>
                  <td className="number">{share(one.overturned, one.answered)}</td>
                  <td className="number">
                    {one.review === null ? t('figures.ofFew') : `${time(one.review.median)} · ${time(one.review.p90)}`}
                  </td>
                  <td className="number">
                    {one.removed === 0
                      ? t('figures.nothing')
                      : `${time(one.removal.median)} · ${time(one.removal.p90)}`}
                  </td>
                  <td className="number">{share(one.broken, one.hours)}</td>
                  <td className="number">{share(one.replied, one.sent)}</td>
                  <td className="number">
                    {one.replied === 0 ? t('figures.nothing') : `${time(one.reply.median)} · ${time(one.reply.p90)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollTable>
      )}
    </section>
  );
};

/** The same figures by category and by language. */
export const FigureGroups = ({ data }: { data: WorkFigures }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const categoryName = (key: string): string =>
    i18next.exists(`category.${key}`) ? t(`category.${key}` as 'category.threat') : key;
  return (
    <>
      <Group title={t('figures.byCategory')} groups={data.byCategory} nameOf={categoryName} />
      <Group title={t('figures.byLanguage')} groups={data.byLanguage} nameOf={(key) => languageName(key, language)} />
    </>
  );
};
