import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EndChallenge, EnterFinding, OpenScrutiny, OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time, TimeLeft } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { keepOrder } from './keep-order.ts';
import { LegalTime } from './legal-time.tsx';
import { isReasoned, ReasonArea } from './reason-area.tsx';
import { momentOf, TimeField } from './time-field.tsx';

type Order = OrderDetail['order'];
type Scrutiny = NonNullable<Order['scrutinies']>[number];
type Challenge = NonNullable<Order['challenges']>[number];

const FILERS = ['operator', 'content_provider'] as const satisfies readonly OpenScrutiny['filer'][];
const FINDINGS = ['no_infringement', 'infringement'] as const satisfies readonly EnterFinding['finding'][];
const OUTCOMES = ['confirmed', 'annulled', 'withdrawn'] as const satisfies readonly EndChallenge['outcome'][];
/** A finding on no request: of that authority's own accord. */
const OWN = 'own';

interface Dialogue {
  detail: OrderDetail;
  onClose: () => void;
}

/** One act on the order, asked once more; what the API refuses is shown in the dialogue. */
const useAct = (act: () => Promise<OrderDetail>, onClose: () => void) =>
  useMutation({
    mutationFn: act,
    onSuccess: (next) => {
      keepOrder(next);
      onClose();
    },
  });

const Choice = <T extends string>({
  legend,
  name,
  options,
  value,
  onChange,
  labelOf,
}: {
  legend: string;
  name: string;
  options: readonly T[];
  value: T;
  onChange: (picked: T) => void;
  labelOf: (option: T) => string;
}) => (
  <fieldset className="stack tight">
    <legend className="field-label">{legend}</legend>
    {options.map((option) => (
      <label key={option} className="check">
        <input type="radio" name={name} value={option} checked={value === option} onChange={() => onChange(option)} />
        <span>{labelOf(option)}</span>
      </label>
    ))}
  </fieldset>
);

const ScrutinyDialog = ({ detail, onClose }: Dialogue) => {
  const { t } = useTranslation();
  const [filer, setFiler] = useState<(typeof FILERS)[number]>('operator');
  const [at, setAt] = useState('');
  const requestedAt = momentOf(at);
  const open = useAct(() => api.orders.scrutiny(detail.order.id, { filer, requestedAt: requestedAt ?? '' }), onClose);
  const until = detail.clocks.find(({ id }) => id === 'scrutinyRequest')?.dueAt ?? null;
  return (
    <ActDialog
      title={t('proceedings.scrutiny.title')}
      onClose={onClose}
      act={open}
      isReady={requestedAt !== null}
      confirm={t('proceedings.enter')}
      testId={TEST_IDS.proceedingConfirm}
    >
      <p>{t('proceedings.scrutiny.text')}</p>
      {until !== null && (
        <p className="quiet">
          {t('proceedings.scrutiny.until')} <LegalTime at={until} zone={detail.timeZone} brief />
        </p>
      )}
      <Choice
        legend={t('proceedings.scrutiny.by')}
        name="filer"
        options={FILERS}
        value={filer}
        onChange={setFiler}
        labelOf={(one) => t(`proceedings.filer.${one}`)}
      />
      <TimeField
        label={t('proceedings.scrutiny.at')}
        value={at}
        onChange={setAt}
        zone={detail.timeZone}
        testId={TEST_IDS.actTime}
      />
    </ActDialog>
  );
};

const FindingDialog = ({ detail, onClose }: Dialogue) => {
  const { t } = useTranslation();
  const open = (detail.order.scrutinies ?? []).filter(({ decision }) => decision === null);
  const [on, setOn] = useState(open[0]?.id ?? OWN);
  const [finding, setFinding] = useState<EnterFinding['finding']>('no_infringement');
  const [at, setAt] = useState('');
  const [reason, setReason] = useState('');
  const decidedAt = momentOf(at);
  const enter = useAct(
    () =>
      api.orders.finding(detail.order.id, {
        ...{ scrutinyId: on === OWN ? null : on, finding, reason: reason.trim(), decidedAt: decidedAt ?? '' },
      }),
    onClose,
  );
  return (
    <ActDialog
      title={t('proceedings.finding.title')}
      onClose={onClose}
      act={enter}
      isReady={decidedAt !== null && isReasoned(reason)}
      confirm={t('proceedings.enter')}
      tone={finding === 'infringement' ? 'danger' : 'primary'}
      testId={TEST_IDS.proceedingConfirm}
    >
      <label className="field">
        <span>{t('proceedings.finding.on')}</span>
        <select value={on} onChange={(event) => setOn(event.target.value)}>
          {open.map(({ id, filer, startsAt }) => (
            <option key={id} value={id}>{`${t(`proceedings.filer.${filer}`)} · ${startsAt.slice(0, 16)}Z`}</option>
          ))}
          <option value={OWN}>{t('proceedings.filer.authority')}</option>
        </select>
      </label>
      <Choice
        legend={t('proceedings.finding.what')}
        name="finding"
        options={FINDINGS}
        value={finding}
        onChange={setFinding}
        labelOf={(one) => t(`proceedings.findings.${one}`)}
      />
      {finding === 'infringement' && (
        <p className="notice danger">
          <Icon name="warning" />
          <span>{t('proceedings.annuls')}</span>
        </p>
      )}
      <TimeField
        label={t('proceedings.finding.at')}
        value={at}
        onChange={setAt}
        zone={detail.timeZone}
        testId={TEST_IDS.actTime}
      />
      <ReasonArea reason={reason} onChange={setReason} label={t('proceedings.finding.reason')} />
    </ActDialog>
  );
};

const ChallengeDialog = ({ detail, onClose }: Dialogue) => {
  const { t } = useTranslation();
  const [court, setCourt] = useState(detail.order.document.sectionG.challengeBefore);
  const [at, setAt] = useState('');
  const lodgedAt = momentOf(at);
  const enter = useAct(
    () => api.orders.challenge(detail.order.id, { court: court.trim(), lodgedAt: lodgedAt ?? '' }),
    onClose,
  );
  return (
    <ActDialog
      title={t('proceedings.challenge.title')}
      onClose={onClose}
      act={enter}
      isReady={lodgedAt !== null && court.trim().length >= 3}
      confirm={t('proceedings.enter')}
      testId={TEST_IDS.proceedingConfirm}
    >
      <p>{t('proceedings.challenge.text')}</p>
      <label className="field">
        <span>{t('proceedings.challenge.court')}</span>
        <input
          type="text"
          required
          minLength={3}
          maxLength={300}
          value={court}
          onChange={(event) => setCourt(event.target.value)}
        />
      </label>
      <TimeField
        label={t('proceedings.challenge.at')}
        value={at}
        onChange={setAt}
        zone={detail.timeZone}
        testId={TEST_IDS.actTime}
      />
    </ActDialog>
  );
};

const EndDialog = ({ detail, challenge, onClose }: Dialogue & { challenge: Challenge }) => {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<EndChallenge['outcome']>('confirmed');
  const [reason, setReason] = useState('');
  const end = useAct(
    () => api.orders.endChallenge(detail.order.id, challenge.id, { outcome, reason: reason.trim() }),
    onClose,
  );
  return (
    <ActDialog
      title={t('proceedings.end.title')}
      onClose={onClose}
      act={end}
      isReady={isReasoned(reason)}
      confirm={t('proceedings.enter')}
      tone={outcome === 'annulled' ? 'danger' : 'primary'}
      testId={TEST_IDS.proceedingConfirm}
    >
      <p className="wrap-anywhere">{challenge.court}</p>
      <Choice
        legend={t('proceedings.end.what')}
        name="outcome"
        options={OUTCOMES}
        value={outcome}
        onChange={setOutcome}
        labelOf={(one) => t(`proceedings.outcomes.${one}`)}
      />
      {outcome === 'annulled' && (
        <p className="notice danger">
          <Icon name="warning" />
          <span>{t('proceedings.annuls')}</span>
        </p>
      )}
      <ReasonArea reason={reason} onChange={setReason} label={t('proceedings.end.reason')} />
    </ActDialog>
  );
};

/** A line of the record: what it is, how it stands in a word, and what is known beside it. */
const Line = ({
  title,
  badge,
  tone,
  children,
}: {
  title: string;
  badge: string;
  tone: string;
  children: ReactNode;
}) => (
  <li>
    <Icon name="lock" />
    <div>
      <p className="wrap-anywhere">
        <strong>{title}</strong> <span className={`badge ${tone}`}>{badge}</span>
      </p>
      {children}
    </div>
  </li>
);

const ScrutinyLine = ({ detail, scrutiny }: { detail: OrderDetail; scrutiny: Scrutiny }) => {
  const { t } = useTranslation();
  const { decision, filer, startsAt, dueAt, enteredBy } = scrutiny;
  return (
    <Line
      title={t(`proceedings.filer.${filer}`)}
      badge={decision === null ? t('proceedings.open') : t(`proceedings.findings.${decision.finding}`)}
      tone={decision === null ? 'warn' : decision.finding === 'infringement' ? 'danger' : 'good'}
    >
      <p className="fine">
        {t('proceedings.since')} <Time at={startsAt} format="exact" /> ·{' '}
        <PersonName id={enteredBy} people={detail.people} />
      </p>
      {decision === null ? (
        <p>
          {t('proceedings.due')} <LegalTime at={dueAt} zone={detail.timeZone} /> · <TimeLeft at={dueAt} />
        </p>
      ) : (
        <>
          <p className="fine">
            <Time at={decision.decidedAt} format="exact" /> ·{' '}
            <PersonName id={decision.enteredBy} people={detail.people} />
          </p>
          <p className="pre-wrap" dir="auto">
            {decision.reason}
          </p>
        </>
      )}
    </Line>
  );
};

const ChallengeLine = ({
  detail,
  challenge,
  onEnd,
}: {
  detail: OrderDetail;
  challenge: Challenge;
  onEnd: () => void;
}) => {
  const { t } = useTranslation();
  const { end, court, lodgedAt, enteredBy } = challenge;
  return (
    <Line
      title={court}
      badge={end === null ? t('proceedings.pending') : t(`proceedings.outcomes.${end.outcome}`)}
      tone={end === null ? 'warn' : end.outcome === 'annulled' ? 'danger' : 'good'}
    >
      <p className="fine">
        {t('proceedings.lodged')} <Time at={lodgedAt} format="exact" /> ·{' '}
        <PersonName id={enteredBy} people={detail.people} />
      </p>
      {end === null ? (
        detail.actions.includes('challenge') && (
          <button type="button" className="button small" data-testid={TEST_IDS.challengeEnd} onClick={onEnd}>
            {t('proceedings.end.open')}
          </button>
        )
      ) : (
        <>
          <p className="fine">
            <Time at={end.at} format="exact" /> · <PersonName id={end.enteredBy} people={detail.people} />
          </p>
          <p className="pre-wrap" dir="auto">
            {end.reason}
          </p>
        </>
      )}
    </Line>
  );
};

/** Scrutiny by the other State's authority, and proceedings before a court: the record, and the acts that add to it. */
export const OrderProceedings = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'scrutiny' | 'finding' | 'challenge' | Challenge | null>(null);
  const { scrutinies = [], challenges = [] } = detail.order;
  const mayScrutiny = detail.actions.includes('scrutiny');
  const mayChallenge = detail.actions.includes('challenge');
  if (scrutinies.length + challenges.length === 0 && !mayScrutiny && !mayChallenge) return null;
  const close = (): void => setOpen(null);
  return (
    <section className="card" aria-label={t('proceedings.title')} data-testid={TEST_IDS.proceedings}>
      <h2>{t('proceedings.title')}</h2>
      {scrutinies.length + challenges.length === 0 && <p className="quiet">{t('proceedings.none')}</p>}
      <ul className="timeline">
        {scrutinies.map((scrutiny) => (
          <ScrutinyLine key={scrutiny.id} detail={detail} scrutiny={scrutiny} />
        ))}
        {challenges.map((challenge) => (
          <ChallengeLine key={challenge.id} detail={detail} challenge={challenge} onEnd={() => setOpen(challenge)} />
        ))}
      </ul>
      <div className="button-row">
        {mayScrutiny && (
          <>
            <button
              type="button"
              className="button"
              data-testid={TEST_IDS.scrutinyAsk}
              onClick={() => setOpen('scrutiny')}
            >
              {t('proceedings.scrutiny.open')}
            </button>
            <button
              type="button"
              className="button"
              data-testid={TEST_IDS.scrutinyFinding}
              onClick={() => setOpen('finding')}
            >
              {t('proceedings.finding.open')}
            </button>
          </>
        )}
        {mayChallenge && (
          <button
            type="button"
            className="button"
            data-testid={TEST_IDS.challengeEnter}
            onClick={() => setOpen('challenge')}
          >
            {t('proceedings.challenge.open')}
          </button>
        )}
      </div>
      {open === 'scrutiny' && <ScrutinyDialog detail={detail} onClose={close} />}
      {open === 'finding' && <FindingDialog detail={detail} onClose={close} />}
      {open === 'challenge' && <ChallengeDialog detail={detail} onClose={close} />}
      {open !== null && typeof open === 'object' && <EndDialog detail={detail} challenge={open} onClose={close} />}
    </section>
  );
};
