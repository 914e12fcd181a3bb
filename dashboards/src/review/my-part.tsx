import { useTranslation } from 'react-i18next';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

/** Which part of the queue is this person's, where it is not all of it. */
export const MyPart = () => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { work } = useSession();
  if (work === null) return null;
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const parts = [
    work.languages.map((one) => languageName(one, language)),
    work.categories.map((one) => t(`category.${one}`)),
    work.purposes.map((one) => t(`purpose.${one}`)),
  ].filter((names) => names.length > 0);
  return (
    <p className="quiet" data-testid={TEST_IDS.myPart}>
      {t('review.myPart', { part: parts.map((names) => list.format(names)).join(' · ') })}
    </p>
  );
};
