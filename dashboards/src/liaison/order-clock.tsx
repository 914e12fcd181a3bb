import { useTranslation } from 'react-i18next';
import { clockText, timeSpan, urgencyOf } from '../locale/time-left.ts';
import { useNow } from '../locale/use-now.ts';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';

const ICON = { calm: 'clock', soon: 'clock', urgent: 'warning', over: 'warning' } as const;

/** What is left of the hour, in words and as a clock; colour only repeats it. */
export const OrderClock = ({ dueAt, large = false }: { dueAt: string; large?: boolean }) => {
  const { t } = useTranslation();
  const left = Date.parse(dueAt) - useNow();
  const urgency = urgencyOf(left);
  const span = timeSpan(left);
  return (
    <span
      className={`order-clock ${urgency} ${large ? 'is-large' : ''}`}
      data-testid={TEST_IDS.orderClock}
      data-urgency={urgency}
      title={`${dueAt.slice(0, 19).replace('T', ' ')} UTC`}
    >
      <Icon name={ICON[urgency]} />
      <span className="tabular" aria-hidden="true">
        {clockText(left)}
      </span>
      <span>{t(span.past ? `time.over.${span.unit}` : `time.left.${span.unit}`, { count: span.count })}</span>
    </span>
  );
};
