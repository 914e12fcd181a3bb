import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FirstSteps } from '#api/schemas/setup.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { AdministrationTabs } from './administration-tabs.tsx';
import { AuthorityForm } from './authority-form.tsx';

const Step = ({ name, done, children }: { name: string; done: boolean; children: ReactNode }) => {
  const { t } = useTranslation();
  return (
    <li className="card stack">
      <h2>
        <span className={`badge ${done ? 'good' : 'warn'}`}>
          <Icon name={done ? 'check' : 'question'} />
          {t(done ? 'steps.done' : 'steps.open')}
        </span>{' '}
        {name}
      </h2>
      {children}
    </li>
  );
};

const Steps = ({ steps }: { steps: FirstSteps }) => {
  const { t } = useTranslation();
  const { authority, people } = steps;
  const enough = people.supervisor >= 2 && people.reviewer >= 1 && people.liaison >= 1;
  return (
    <ol className="steps stack" data-testid={TEST_IDS.firstSteps}>
      <Step name={t('steps.authority')} done={authority !== null}>
        <p>{t('steps.authorityText')}</p>
        {authority === null ? <AuthorityForm /> : <p>{authority.name}</p>}
        {steps.authorityWaits && <p className="notice info">{t('steps.restart')}</p>}
      </Step>
      <Step name={t('steps.people')} done={enough}>
        <p>{t('steps.peopleText')}</p>
        <p>
          <Link className="button" to="/administration">
            {t('steps.toPeople')}
          </Link>
        </p>
      </Step>
      <Step name={t('steps.sources')} done={steps.sources > 0}>
        <p>{t('steps.sourcesText')}</p>
        <p>
          <Link className="button" to="/oversight/sources/new">
            {t('steps.toSources')}
          </Link>
        </p>
      </Step>
      <Step name={t('steps.operators')} done={steps.operators > 0}>
        <p>{t('steps.operatorsText')}</p>
      </Step>
    </ol>
  );
};

export const FirstStepsPage = () => {
  const { t } = useTranslation();
  const steps = useQuery({ queryKey: KEYS.firstSteps, queryFn: ({ signal }) => api.setup.steps(signal) });
  return (
    <div className="page">
      <PageHeading title={t('steps.title')} lead={t('steps.lead')} />
      <AdministrationTabs />
      <Loaded query={steps}>{(data) => <Steps steps={data} />}</Loaded>
    </div>
  );
};
