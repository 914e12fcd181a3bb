import { useTranslation } from 'react-i18next';
import type { NoticeSummary } from '#api/schemas/notices.ts';
import { Icon, type IconName } from '../parts/icons.tsx';

const LOOK: Record<NoticeSummary['state'], { tone: string; icon: IconName }> = {
  draft: { tone: 'neutral', icon: 'pen' },
  signed: { tone: 'info', icon: 'lock' },
  sending: { tone: 'info', icon: 'send' },
  sent: { tone: 'info', icon: 'send' },
  confirmed: { tone: 'info', icon: 'inbox' },
  decided: { tone: 'good', icon: 'check' },
  no_answer: { tone: 'warn', icon: 'question' },
  withdrawn: { tone: 'neutral', icon: 'cross' },
};

export const NoticeStateBadge = ({ state, testId }: { state: NoticeSummary['state']; testId?: string }) => {
  const { t } = useTranslation();
  const { tone, icon } = LOOK[state];
  return (
    <span className={`badge ${tone}`} data-testid={testId} data-state={state}>
      <Icon name={icon} />
      {t(`notice.state.${state}`)}
    </span>
  );
};
