import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { DecisionCard, decisionInForce } from '../parts/decision-card.tsx';
import { Icon } from '../parts/icons.tsx';
import { TimeLeft } from '../parts/time.tsx';
import { useMay, useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { CountersignPanel } from './countersign-panel.tsx';
import { isCarriable } from './decision-draft.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { type QueueFilter, queueSearch } from './queue-filter.ts';

const SamePerson = ({ state }: { state: 'confirmed' | 'second_opinion' }) => {
  const { t } = useTranslation();
  return (
    <div className="notice info" data-testid={TEST_IDS.samePerson}>
      <Icon name="lock" />
      <div>
        <p className="notice-title">{t('countersign.samePersonTitle')}</p>
        <p>{t(state === 'confirmed' ? 'countersign.samePerson' : 'countersign.samePersonOpinion')}</p>
        <p className="fine">
          <code>{'SECOND_PERSON_REQUIRED'}</code>
        </p>
      </div>
    </div>
  );
};

const HandedOver = ({
  detail: { people },
  handedOver,
}: {
  detail: CaseDetail;
  handedOver: NonNullable<CaseDetail['case']['handedOver']>;
}) => {
  const { t } = useTranslation();
  const nameOf = (id: string): string => people.find((one) => one.id === id)?.displayName ?? id;
  const { by, to, reason } = handedOver;
  return (
    <p className="notice info">
      <Icon name="send" />
      <span>{t('colleagues.handedOver', { by: nameOf(by), to: nameOf(to), reason })}</span>
    </p>
  );
};

/** What this person can do with the case now, or why there is nothing to do. The server says which; this only shows it. */
export const NextStep = (props: { detail: CaseDetail; revision: number; read: boolean; filter: QueueFilter }) => {
  const { t } = useTranslation();
  const { account } = useSession();
  const may = useMay();
  const { detail } = props;
  const { case: subject, actions, lease } = detail;
  const handedOver = subject.handedOver == null ? null : <HandedOver detail={detail} handedOver={subject.handedOver} />;
  if (actions.includes('decide'))
    return (
      <>
        {handedOver}
        <DecisionPanel {...props} />
      </>
    );
  const decision = decisionInForce(subject.decisions);
  const isDecider = decision?.reviewer === account.id;
  const waitsForSecond = subject.state === 'confirmed' || subject.state === 'second_opinion';
  return (
    <>
      {handedOver}
      {decision !== null && (
        <section className="card" aria-label={t('decision.inForce')}>
          <h2>{t('decision.inForce')}</h2>
          <DecisionCard decision={decision} people={detail.people} />
          {isDecider && isCarriable(decision.outcome) && subject.state !== 'escalated' && may('case:decide') && (
            <Link
              className="button"
              data-testid={TEST_IDS.alikeOpen}
              to={`/review/cases/${subject.id}/alike${queueSearch(props.filter)}`}
            >
              {t('alike.open')}
            </Link>
          )}
        </section>
      )}
      {subject.holdUntil !== null && (
        <p className="notice info">
          <Icon name="clock" />
          <span>
            {t('case.onHold')} <TimeLeft at={subject.holdUntil} />
          </span>
        </p>
      )}
      {actions.includes('countersign') && <CountersignPanel {...props} />}
      {waitsForSecond && isDecider && <SamePerson state={subject.state as 'confirmed' | 'second_opinion'} />}
      {lease !== null && !lease.mine && (
        <p className="notice warn">
          <Icon name="lock" />
          <span>{t('lease.otherText', { name: lease.holderName })}</span>
        </p>
      )}
      {(subject.state === 'signed' || subject.state === 'in_takedown') && (
        <p className="notice good">
          <Icon name="check" />
          <span>
            {t(`case.after.${subject.state}`)}{' '}
            {may('order:list') && <Link to={`/liaison/cases/${subject.id}`}>{t('case.toLiaison')}</Link>}
          </span>
        </p>
      )}
      {(subject.state === 'cleared' || subject.state === 'resolved' || subject.state === 'withdrawn') && (
        <p className="notice good">
          <Icon name="check" />
          <span>{t(`case.after.${subject.state}`)}</span>
        </p>
      )}
    </>
  );
};
