import { useTranslation } from 'react-i18next';
import type { CaseSummary } from '#api/schemas/cases.ts';
import type { OrderSummary } from '#api/schemas/orders.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { Icon, type IconName } from './icons.tsx';

type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'danger';

const CASE_TONE: Record<CaseSummary['state'], Tone> = {
  open: 'info',
  second_opinion: 'warn',
  confirmed: 'warn',
  cleared: 'good',
  escalated: 'danger',
  signed: 'info',
  in_takedown: 'info',
  resolved: 'good',
  withdrawn: 'neutral',
};
const ORDER_LOOK: Record<OrderSummary['state'], { tone: Tone; icon: IconName }> = {
  draft: { tone: 'neutral', icon: 'pen' },
  signed: { tone: 'info', icon: 'lock' },
  prior_information: { tone: 'info', icon: 'clock' },
  sending: { tone: 'info', icon: 'send' },
  received: { tone: 'warn', icon: 'clock' },
  executed: { tone: 'good', icon: 'check' },
  impossible: { tone: 'danger', icon: 'cross' },
  needs_clarification: { tone: 'warn', icon: 'question' },
  overdue: { tone: 'danger', icon: 'warning' },
  verified: { tone: 'good', icon: 'check' },
  withdrawn: { tone: 'neutral', icon: 'cross' },
  annulled: { tone: 'warn', icon: 'cross' },
};

export const CaseStateBadge = ({ state, testId }: { state: CaseSummary['state']; testId?: string }) => {
  const { t } = useTranslation();
  return (
    <span className={`badge ${CASE_TONE[state]}`} data-testid={testId} data-state={state}>
      {t(`caseState.${state}`)}
    </span>
  );
};

export const OrderStateBadge = ({ state, testId }: { state: OrderSummary['state']; testId?: string }) => {
  const { t } = useTranslation();
  const { tone, icon } = ORDER_LOOK[state];
  return (
    <span className={`badge ${tone}`} data-testid={testId} data-state={state}>
      <Icon name={icon} />
      {t(`orderState.${state}`)}
    </span>
  );
};

export const LanguageBadge = ({ code }: { code: string }) => {
  const { language } = useLanguage();
  return <span className="badge neutral">{languageName(code, language)}</span>;
};
