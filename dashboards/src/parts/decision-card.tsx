import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { Icon } from './icons.tsx';
import { PersonName } from './person-name.tsx';
import { Time } from './time.tsx';

type Decision = CaseDetail['case']['decisions'][number];
type Exemption = NonNullable<Decision['exemption']>;

const PURPOSES = [
  'education',
  'journalism',
  'art',
  'research',
  'counterSpeech',
  'publicDebate',
] as const satisfies readonly Exclude<keyof Exemption, 'explanation'>[];

/** The decision in force: the last one that nobody took back. */
export const decisionInForce = (decisions: readonly Decision[]): Decision | null =>
  decisions.findLast((decision) => decision.undoneAt === null) ?? null;

/** What somebody decided, with the test of article 1(3) in full. */
export const DecisionCard = ({ decision, people }: { decision: Decision; people: CaseDetail['people'] }) => {
  const { t } = useTranslation();
  return (
    <dl className="facts">
      <dt>{t('decision.by')}</dt>
      <dd>
        <PersonName id={decision.reviewer} people={people} /> · <Time at={decision.at} />
      </dd>
      <dt>{t('decision.outcome')}</dt>
      <dd>{t(`outcome.${decision.outcome}`)}</dd>
      {decision.categories.length > 0 && (
        <>
          <dt>{t('decision.categories')}</dt>
          <dd>{decision.categories.map((category) => t(`category.${category}`)).join(', ')}</dd>
        </>
      )}
      <dt>{t('decision.reason')}</dt>
      <dd className="pre-wrap">{decision.reason}</dd>
      {decision.carriedFrom !== undefined && (
        <>
          <dt>{t('alike.from')}</dt>
          <dd>
            <code>{decision.carriedFrom}</code>
          </dd>
        </>
      )}
      {decision.exemption !== null && (
        <>
          <dt>{t('exemption.title')}</dt>
          <dd>
            <ul className="answers">
              {PURPOSES.map((purpose) => {
                const yes = decision.exemption?.[purpose] === true;
                return (
                  <li key={purpose}>
                    <Icon name={yes ? 'check' : 'cross'} />
                    {t(`exemption.purpose.${purpose}`)}
                    {t('app.colon')}
                    {t(yes ? 'app.yes' : 'app.no')}
                  </li>
                );
              })}
            </ul>
            <p className="pre-wrap">{decision.exemption.explanation}</p>
          </dd>
        </>
      )}
    </dl>
  );
};
