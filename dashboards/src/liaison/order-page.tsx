import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useOfferUndo } from '../app/undo.tsx';
import { OrderStateBadge } from '../parts/badges.tsx';
import { Hash } from '../parts/hash.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { useMay, useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { AnnexOne } from './annex-one.tsx';
import { AnswerDesk } from './answer-desk.tsx';
import { AnswerForm } from './answers.tsx';
import { ClarificationBox } from './clarification-box.tsx';
import { Contradictions } from './contradictions.tsx';
import { EditForm } from './edit-form.tsx';
import { LegalTime } from './legal-time.tsx';
import { OrderActs } from './order-acts.tsx';
import { OrderChecks } from './order-checks.tsx';
import { OrderClock } from './order-clock.tsx';
import { OrderClocks, OrderConflicts } from './order-clocks.tsx';
import { type OrderForm, withForm } from './order-form.ts';
import { OrderForms } from './order-forms.tsx';
import { OrderLetters } from './order-letters.tsx';
import { OrderNow } from './order-now.tsx';
import { PreviewNote } from './order-preview.tsx';
import { OrderProceedings } from './order-proceedings.tsx';
import { OrderWay } from './order-way.tsx';
import { Rechecks } from './rechecks.tsx';
import { ServiceBox } from './service-box.tsx';

/** A signature that can still be undone is offered again when its maker comes back. */
const useOfferOpenUndo = (detail: OrderDetail): void => {
  const { t } = useTranslation();
  const offer = useOfferUndo();
  const { id, holdUntil, reference } = detail.order;
  const may = detail.actions.includes('undo');
  useEffect(() => {
    if (!may || holdUntil === null) return;
    offer({
      id,
      label: t('undo.signed', { reference }),
      until: holdUntil,
      undo: async () => {
        queryClient.setQueryData(KEYS.order(id), await api.orders.undo(id));
        void queryClient.invalidateQueries({ queryKey: KEYS.orders });
      },
    });
  }, [may, holdUntil, id, reference, offer, t]);
};

const People = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const { order, people } = detail;
  return (
    <section className="card" aria-label={t('order.people')}>
      <h2>{t('order.people')}</h2>
      <dl className="facts">
        <dt>{t('order.decidedBy')}</dt>
        <dd>
          <PersonName id={order.decidedBy} people={people} />
        </dd>
        <dt>{t('order.countersignedBy')}</dt>
        <dd>
          <PersonName id={order.countersignedBy} people={people} />
        </dd>
        <dt>{t('order.draftedBy')}</dt>
        <dd>
          <PersonName id={order.draftedBy} people={people} />
        </dd>
        <dt>{t('order.signedBy')}</dt>
        <dd>{order.signedBy === null ? t('order.notSigned') : <PersonName id={order.signedBy} people={people} />}</dd>
        {order.documentHash !== null && (
          <>
            <dt>{t('order.documentHash')}</dt>
            <dd>
              <Hash value={order.documentHash} />
            </dd>
          </>
        )}
        {order.preserveUntil !== null && (
          <>
            <dt>{t('order.preserveUntil')}</dt>
            <dd>
              <Time at={order.preserveUntil} format="day" />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
};

const OrderView = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const may = useMay();
  const { account } = useSession();
  const [editing, setEditing] = useState(false);
  const [typed, setTyped] = useState<OrderForm | null>(null);
  const { order, actions } = detail;
  const isEditing = editing && actions.includes('edit');
  useOfferOpenUndo(detail);
  const mayNotSign = order.state === 'draft' && may('order:sign') && order.decidedBy === account.id;
  return (
    <div className="page" data-testid={TEST_IDS.orderView} data-order={order.id}>
      <Link className="back" to="/liaison">
        {t('liaison.back')}
      </Link>
      <PageHeading
        title={t('order.title', { reference: order.reference })}
        lead={
          <span className="meta">
            <OrderStateBadge state={order.state} testId={TEST_IDS.orderState} />
            {order.breached && (
              <span className="badge danger">
                <Icon name="warning" />
                {t('order.breached')}
              </span>
            )}
            <span>{detail.operator.name}</span>
            {may('case:read') && <Link to={`/liaison/cases/${order.caseId}`}>{t('order.toCase')}</Link>}
          </span>
        }
      >
        <OrderActs detail={detail} onEdit={() => setEditing(true)} />
      </PageHeading>
      {order.dueAt !== null && (
        <div className="meta">
          <OrderClock dueAt={order.dueAt} large />
          <LegalTime at={order.dueAt} zone={detail.timeZone} />
        </div>
      )}
      {(order.service?.awaits ?? order.service?.undelivered ?? null) === null && <OrderNow order={order} />}
      <OrderConflicts detail={detail} />
      <ServiceBox detail={detail} />
      <Contradictions found={detail.contradictions} />
      {mayNotSign && (
        <p className="notice info" data-testid={TEST_IDS.samePerson}>
          <Icon name="lock" />
          <span>
            {t('sign.samePerson')} <code>{'SECOND_PERSON_REQUIRED'}</code>
          </span>
        </p>
      )}
      <div className="order-grid">
        <div className="stack">
          {isEditing && <EditForm detail={detail} onDraft={setTyped} onDone={() => setEditing(false)} />}
          {actions.includes('clarify') && <ClarificationBox order={order} />}
          {(order.messages ?? []).toReversed().map(({ at, answer }) => (
            <article key={at} className="card" aria-label={t('noticeAnswer.title.text')}>
              <h2>{t('noticeAnswer.title.text')}</h2>
              <p className="fine">
                <Time at={at} format="exact" />
              </p>
              <p className="pre-wrap" dir="auto">
                {answer.text}
              </p>
            </article>
          ))}
          {order.answers.toReversed().map((given) => (
            <AnswerForm key={given.at + given.answer.form} given={given} people={detail.people} />
          ))}
          {isEditing && typed !== null && <PreviewNote />}
          <AnnexOne document={isEditing && typed !== null ? withForm(order.document, typed) : order.document} />
        </div>
        <div className="stack">
          <OrderForms order={order} />
          <OrderChecks checks={detail.checks} />
          <OrderClocks detail={detail} />
          <OrderLetters detail={detail} />
          <OrderProceedings detail={detail} />
          <Rechecks detail={detail} />
          {actions.includes('answer') && (
            <AnswerDesk
              reference={order.reference}
              to="order"
              known={{
                addressee: order.document.sectionA.addressee,
                authority: order.document.sectionE.authority,
                memberState: order.document.sectionA.memberStateOfEstablishment,
                email: order.document.sectionA.contactPoint,
                receivedAt: order.receipt?.receivedAt ?? null,
              }}
              zone={detail.timeZone}
              openCodes={detail.openCodes}
              makeCode={() => api.orders.answerCode(order.id)}
              enter={async (body) =>
                queryClient.setQueryData(KEYS.order(order.id), await api.orders.answer(order.id, body))
              }
            />
          )}
          <OrderWay detail={detail} />
          <People detail={detail} />
        </div>
      </div>
    </div>
  );
};

export const OrderPage = () => {
  const { orderId = '' } = useParams();
  const query = useQuery({ queryKey: KEYS.order(orderId), queryFn: ({ signal }) => api.orders.get(orderId, signal) });
  if (query.data === undefined)
    return (
      <div className="page">
        <Loaded query={query} lines={10}>
          {() => null}
        </Loaded>
      </div>
    );
  return <OrderView key={orderId} detail={query.data} />;
};
