import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HealthParts } from '#api/schemas/setup.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { AdministrationTabs } from './administration-tabs.tsx';

type Part = HealthParts['parts'][number];
const TONES = { well: 'good', look: 'warn', down: 'danger' } as const;
const SIGNS = { well: 'check', look: 'warning', down: 'cross' } as const;

const UNITS = [
  ['gigabyte', 2 ** 30],
  ['megabyte', 2 ** 20],
  ['kilobyte', 2 ** 10],
] as const;

const useBytes = (): ((bytes: number) => string) => {
  const number = useNumber();
  return (bytes) => {
    const [unit, size] = UNITS.find(([, least]) => bytes >= least) ?? UNITS[2];
    return number(bytes / size, { style: 'unit', unit, maximumFractionDigits: 1 });
  };
};

const Fact = ({ part, fact }: { part: Part; fact: Part['facts'][number] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const bytes = useBytes();
  const { name, value } = fact;
  const shown = (): string => {
    if (typeof value === 'boolean') return t(value ? 'health.yes' : 'health.no');
    if (typeof value === 'string') return value;
    return name.endsWith('Bytes') ? bytes(value) : number(value);
  };
  return (
    <>
      <dt>{t(`health.facts.${part.id}.${name}` as 'health.facts.disk.freeBytes', { defaultValue: name })}</dt>
      <dd>{shown()}</dd>
    </>
  );
};

const PartCard = ({ part }: { part: Part }) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t(`health.part.${part.id}`)}>
      <h2>
        {t(`health.part.${part.id}`)}
        <span className={`badge ${TONES[part.state]}`}>
          <Icon name={SIGNS[part.state]} />
          {t(`health.state.${part.state}`)}
        </span>
      </h2>
      <dl className="facts">
        {part.facts.map((fact) => (
          <Fact key={fact.name} part={part} fact={fact} />
        ))}
      </dl>
      {part.state !== 'well' && <p className="hint">{t(`health.hint.${part.id}`)}</p>}
    </section>
  );
};

const Indices = ({ indices }: { indices: HealthParts['indices'] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const bytes = useBytes();
  return (
    <section className="card" aria-label={t('health.indices')}>
      <h2>{t('health.indices')}</h2>
      <ScrollTable label={t('health.indices')}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('health.index')}</th>
              <th scope="col" className="number">
                {t('health.documents')}
              </th>
              <th scope="col" className="number">
                {t('health.size')}
              </th>
            </tr>
          </thead>
          <tbody>
            {indices.map((index) => (
              <tr key={index.name}>
                <th scope="row">
                  <code>{index.name}</code>
                </th>
                <td className="number">{number(index.documents)}</td>
                <td className="number">{bytes(index.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
};

export const HealthPage = () => {
  const { t } = useTranslation();
  const health = useQuery({
    queryKey: KEYS.health,
    queryFn: ({ signal }) => api.health(signal),
    refetchInterval: 15_000,
  });
  return (
    <div className="page">
      <PageHeading title={t('health.title')} lead={t('health.lead')} />
      <AdministrationTabs />
      <Loaded query={health} lines={10}>
        {({ at, version, parts, indices }) => (
          <div className="stack">
            <p className="quiet" role="status">
              {t('health.version', { version })} · <Time at={at} format="exact" />
            </p>
            <div className="health-grid" data-testid={TEST_IDS.healthParts}>
              {parts.map((part) => (
                <PartCard key={part.id} part={part} />
              ))}
            </div>
            <Indices indices={indices} />
          </div>
        )}
      </Loaded>
    </div>
  );
};
