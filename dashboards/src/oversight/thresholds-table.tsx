import { useTranslation } from 'react-i18next';
import type { Policy } from '#api/schemas/policies.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { HEADS, languagesOf, thresholdOf } from './policy-draft.ts';

/** The thresholds of a version; what differs from the live one stands out by a word, not by colour alone. */
export const ThresholdsTable = ({ policy, live }: { policy: Policy; live: Policy }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const languages = languagesOf(policy);
  const changed = (mine: number, before: number) =>
    mine === before ? null : (
      <span className="fine"> {t('policy.insteadOf', { value: number(before, TWO_DIGITS) })}</span>
    );
  return (
    <ScrollTable label={t('policy.thresholds')}>
      <table className="data-table">
        <caption className="visually-hidden">{t('policy.thresholds')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('policy.head')}</th>
            <th scope="col" className="number">
              {t('policy.default')}
            </th>
            {languages.map((lang) => (
              <th key={lang} scope="col" className="number">
                {languageName(lang, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {HEADS.map((head) => {
            const mine = thresholdOf(policy, head);
            const before = thresholdOf(live, head);
            return (
              <tr key={head}>
                <th scope="row">{head === 'violating' ? t('case.violating') : t(`category.${head}`)}</th>
                <td className="number">
                  {mine.default >= 1 ? t('policy.never') : number(mine.default, TWO_DIGITS)}
                  {changed(mine.default, before.default)}
                </td>
                {languages.map((lang) => {
                  const own = mine.byLanguage[lang];
                  return (
                    <td key={lang} className="number">
                      {own === undefined ? <span className="quiet">–</span> : number(own, TWO_DIGITS)}
                      {changed(own ?? mine.default, before.byLanguage[lang] ?? before.default)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollTable>
  );
};
