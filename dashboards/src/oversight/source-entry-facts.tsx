import { useTranslation } from 'react-i18next';
import type { AllowListEntry, SourceList } from '#api/schemas/sources.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { Icon } from '../parts/icons.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { adapterName } from './adapter-name.ts';

type Entry = Omit<AllowListEntry, 'retentionDays'> & { retentionDays?: number };

/** An entry of the allow-list as facts; `changes` names what a proposal says anew. */
export const SourceEntryFacts = ({
  entry,
  changes = [],
  people,
  operators,
}: {
  entry: Entry;
  changes?: readonly string[];
  people: SourceList['people'];
  operators: SourceList['operators'];
}) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const operator = operators.find(({ id }) => id === entry.operatorId);
  const term = (field: keyof Entry) => (
    <dt>
      {t(`source.fields.${field}`)}
      {changes.includes(field) && <span className="badge warn">{t('source.changed')}</span>}
    </dt>
  );
  const codes = (values: readonly string[]) =>
    values.map((value) => (
      <code key={value} className="source-address">
        {value}
      </code>
    ));
  return (
    <dl className="facts">
      {term('addresses')}
      <dd>{codes(entry.addresses)}</dd>
      {term('hosts')}
      <dd>{codes(entry.hosts)}</dd>
      {term('adapter')}
      <dd>{adapterName(entry.adapter)}</dd>
      {term('languages')}
      <dd>{entry.languages.map((code) => languageName(code, language)).join(', ')}</dd>
      {term('operatorId')}
      <dd>
        {operator?.name ?? <code>{entry.operatorId}</code>}
        {operator === undefined && (
          <span className="badge warn">
            <Icon name="question" />
            {t('source.operatorUnknown')}
          </span>
        )}
      </dd>
      {term('legalBasis')}
      <dd>{entry.legalBasis}</dd>
      {term('purpose')}
      <dd>{entry.purpose}</dd>
      {term('owner')}
      <dd>
        <PersonName id={entry.owner} people={people} />
      </dd>
      {term('everySeconds')}
      <dd>{t('source.everyMinutes', { shown: number(entry.everySeconds / 60, { maximumFractionDigits: 2 }) })}</dd>
      {entry.pace !== undefined && (
        <>
          {term('pace')}
          <dd>
            {t('source.paceOf', {
              fastest: number(entry.pace.fastestSeconds / 60, { maximumFractionDigits: 2 }),
              slowest: number(entry.pace.slowestSeconds / 60, { maximumFractionDigits: 2 }),
            })}
          </dd>
        </>
      )}
      {term('maxRequestsPerPoll')}
      <dd>
        {t('source.budgetOf', {
          count: entry.maxRequestsPerPoll,
          delay: number(entry.delayMilliseconds / 1000, { maximumFractionDigits: 2 }),
        })}
      </dd>
      {entry.budget !== undefined && (
        <>
          {term('budget')}
          <dd>
            {[
              ...(entry.budget.requestsPerDay === undefined
                ? []
                : [t('source.requestsADay', { shown: number(entry.budget.requestsPerDay) })]),
              ...(entry.budget.bytesPerDay === undefined
                ? []
                : [
                    number(entry.budget.bytesPerDay / 1e6, {
                      ...{ style: 'unit', unit: 'megabyte', maximumFractionDigits: 2 },
                    }),
                  ]),
              ...(entry.budget.hostRequestsPerDay === undefined
                ? []
                : [t('source.hostRequestsADay', { shown: number(entry.budget.hostRequestsPerDay) })]),
            ].join(' · ')}
          </dd>
        </>
      )}
      {term('retentionDays')}
      <dd>
        {entry.retentionDays === undefined ? t('source.noRetention') : t('source.days', { count: entry.retentionDays })}
      </dd>
      {term('reviewBy')}
      <dd>
        <Time at={entry.reviewBy} format="day" />
      </dd>
      {entry.recipes !== undefined && (
        <>
          {term('recipes')}
          <dd>
            <details>
              <summary>{t('source.recipe.count', { count: entry.recipes.length })}</summary>
              <pre className="query">{JSON.stringify(entry.recipes, null, 2)}</pre>
            </details>
          </dd>
        </>
      )}
    </dl>
  );
};
