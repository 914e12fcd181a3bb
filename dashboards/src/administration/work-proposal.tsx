import { useTranslation } from 'react-i18next';
import type { AccountShown } from '#api/schemas/accounts.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** A part of the queue, to be read. */
export const WorkWords = ({ work }: Pick<AccountShown, 'work'>) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const said = (names: readonly string[]): string =>
    names.length === 0 ? t('people.work.every') : new Intl.ListFormat(language, { type: 'unit' }).format(names);
  return (
    <dl className="facts">
      <dt>{t('people.work.languages')}</dt>
      <dd>{said(work.languages.map((one) => languageName(one, language)))}</dd>
      <dt>{t('people.work.categories')}</dt>
      <dd>{said(work.categories.map((one) => t(`category.${one}`)))}</dd>
      <dt>{t('people.work.purposes')}</dt>
      <dd>{said(work.purposes.map((one) => t(`purpose.${one}`)))}</dd>
    </dl>
  );
};

/** What waits for a second person, beside what holds until then. */
export const WorkProposal = ({ account }: { account: AccountShown }) => {
  const { t } = useTranslation();
  const { proposedWork, work, displayName } = account;
  if (proposedWork === null) return null;
  const title = t('people.work.title');
  return (
    <section className="card stack" aria-label={title} data-testid={TEST_IDS.workProposal}>
      <h2>{title}</h2>
      <p className="notice warn">
        <span>
          {t('people.work.proposedText', { by: proposedWork.byName, name: displayName })} <Time at={proposedWork.at} />
        </span>
      </p>
      <h3>{t('people.work.waiting')}</h3>
      <WorkWords work={proposedWork.work} />
      <h3>{t('people.work.inForce')}</h3>
      <WorkWords work={work} />
    </section>
  );
};
