import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { NoticeDetail, PreviewNotice } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { LANGUAGES } from '../locale/i18n.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Hash } from '../parts/hash.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Ago, Time, TimeLeft } from '../parts/time.tsx';
import { useMay, useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { AnswerDesk } from './answer-desk.tsx';
import { Conflicts } from './conflicts.tsx';
import { Contradictions } from './contradictions.tsx';
import { DeadLetterCard } from './dead-letter.tsx';
import { keepNotice, NoticeActs } from './notice-acts.tsx';
import { NoticeAnswerCard } from './notice-answer.tsx';
import { NoticeStateBadge } from './notice-badge.tsx';
import { NoticeChecks } from './notice-checks.tsx';
import { NoticeDocumentCard } from './notice-document.tsx';
import { NoticeEditForm } from './notice-edit-form.tsx';
import { NoticePreview } from './notice-preview.tsx';

const Now = ({ notice }: { notice: NoticeDetail['notice'] }) => {
  const { t } = useTranslation();
  const { state, holdUntil, attempts, nextAttemptAt, expectedBy, awaitsService, withdrawal } = notice;
  const lastError = attempts.at(-1)?.error ?? null;
  return (
    <div className={`notice ${state === 'no_answer' ? 'warn' : state === 'decided' ? 'good' : 'info'}`}>
      <Icon name="clock" />
      <div>
        <p>{t(awaitsService ? 'notice.now.service' : `notice.now.${state}`)}</p>
        {state === 'signed' && holdUntil !== null && (
          <p>
            {t('order.leavesIn')} <TimeLeft at={holdUntil} />
          </p>
        )}
        {state === 'sending' && lastError !== null && <p className="wrap-anywhere">{lastError}</p>}
        {state === 'sending' && nextAttemptAt !== null && (
          <p>
            {t('order.nextAttempt')} <TimeLeft at={nextAttemptAt} />
          </p>
        )}
        {expectedBy !== null && (
          <p>
            {t('notice.expectedBy')} <Time at={expectedBy} />
          </p>
        )}
        {withdrawal !== null && (
          <p className="pre-wrap" dir="auto">
            {withdrawal.reason}
          </p>
        )}
      </div>
    </div>
  );
};

/** It, or the word that it was taken back, did not get through; that somebody brought it is entered above. */
const LostNotice = ({ detail }: { detail: NoticeDetail }) => {
  const { t } = useTranslation();
  const { notice, actions } = detail;
  const replay = useMutation({ mutationFn: () => api.notices.replay(notice.id), onSuccess: keepNotice });
  const lost = notice.undelivered ?? null;
  if (lost === null) return null;
  return (
    <DeadLetterCard text={t(`deadLetter.${lost.of}`)} lost={lost} replay={actions.includes('replay') ? replay : null} />
  );
};

/** To print, in both languages: for reading, and for carrying by hand. */
const NoticeForms = ({ notice }: { notice: NoticeDetail['notice'] }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <section className="card" aria-label={t('forms.title')}>
      <h2>{t('forms.title')}</h2>
      {LANGUAGES.map((lang) => (
        <p key={lang}>
          <a href={api.notices.pdfUrl(notice.id, { lang })} target="_blank" rel="noreferrer">
            {t('forms.pdf', { language: languageName(lang.slice(0, 2), language) })}
          </a>
        </p>
      ))}
      <p>
        <a href={api.notices.pdfUrl(notice.id, { lang: language, preview: true })} target="_blank" rel="noreferrer">
          {t('forms.check')}
        </a>
      </p>
      <p className="fine">{t('forms.hint')}</p>
    </section>
  );
};

const Looks = ({ detail }: { detail: NoticeDetail }) => {
  const { t } = useTranslation();
  const { notice, actions } = detail;
  const look = useMutation({ mutationFn: () => api.notices.recheck(notice.id), onSuccess: keepNotice });
  const last = new Map(notice.rechecks.map((one) => [one.postId, one]));
  if (last.size === 0 && !actions.includes('recheck')) return null;
  return (
    <section className="card" aria-label={t('recheck.title')}>
      <div className="card-head">
        <h2>{t('recheck.title')}</h2>
        {actions.includes('recheck') && (
          <button type="button" className="button small" disabled={look.isPending} onClick={() => look.mutate()}>
            {t('recheck.now')}
          </button>
        )}
      </div>
      {look.isError && <ErrorPanel error={look.error} />}
      {last.size === 0 && <p className="quiet">{t('recheck.none')}</p>}
      <ul className="plain-list">
        {[...last.values()].map((one) => (
          <li key={one.postId}>
            <p className="location-head">
              <span className={`badge ${one.status === 'gone' ? 'good' : one.status === 'up' ? 'warn' : 'neutral'}`}>
                {t(`recheck.status.${one.status}`)}
              </span>
              <span className="fine">
                <Ago at={one.at} />
              </span>
            </p>
            <p className="wrap-anywhere">
              <code>{one.url}</code>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
};

const People = ({ detail }: { detail: NoticeDetail }) => {
  const { t } = useTranslation();
  const { notice, people } = detail;
  const rows = [
    ['decidedBy', notice.decidedBy],
    ['countersignedBy', notice.countersignedBy],
    ['draftedBy', notice.draftedBy],
    ['signedBy', notice.signedBy],
  ] as const;
  const record = notice.transmissions.at(-1);
  return (
    <section className="card" aria-label={t('order.people')}>
      <h2>{t('order.people')}</h2>
      <dl className="facts">
        {rows.map(([name, id]) => (
          <div key={name} className="contents">
            <dt>{t(`order.${name}`)}</dt>
            <dd>{id === null ? t('order.notSigned') : <PersonName id={id} people={people} />}</dd>
          </div>
        ))}
        {notice.documentHash !== null && (
          <div className="contents">
            <dt>{t('order.documentHash')}</dt>
            <dd>
              <Hash value={notice.documentHash} />
            </dd>
          </div>
        )}
        {notice.receipt !== null && (
          <div className="contents">
            <dt>{t('notice.receipt')}</dt>
            <dd>
              <code className="wrap-anywhere">{notice.receipt.receiptId}</code>{' '}
              <Time at={notice.receipt.receivedAt} format="exact" />
            </dd>
          </div>
        )}
        {notice.service !== null && (
          <div className="contents">
            <dt>{t('notice.service')}</dt>
            <dd>
              {notice.service.proof} · <PersonName id={notice.service.by} people={people} />
            </dd>
          </div>
        )}
        {record !== undefined && (
          <div className="contents">
            <dt>{t('notice.transmission')}</dt>
            <dd>
              {record.document.to} · <Time at={record.at} />{' '}
              <a
                href={`/api/v1/notices/${encodeURIComponent(notice.id)}/transmission`}
                download={`${notice.reference}.json`}
              >
                JSON
              </a>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
};

const NoticeView = ({ detail }: { detail: NoticeDetail }) => {
  const { t } = useTranslation();
  const may = useMay();
  const { account } = useSession();
  const [editing, setEditing] = useState(false);
  const [typed, setTyped] = useState<PreviewNotice | null>(null);
  const { notice, actions } = detail;
  const isEditing = editing && actions.includes('edit');
  const mayNotSign = notice.state === 'draft' && may('order:sign') && notice.decidedBy === account.id;
  return (
    <div className="page" data-testid={TEST_IDS.noticeView} data-notice={notice.id}>
      <Link className="back" to="/liaison">
        {t('liaison.back')}
      </Link>
      <PageHeading
        title={`${t(`notice.name.${notice.instrument}`)} ${notice.reference}`}
        lead={
          <span className="meta">
            <NoticeStateBadge state={notice.state} testId={TEST_IDS.noticeState} />
            <span>{detail.operator.name}</span>
            {may('case:read') && <Link to={`/liaison/cases/${notice.caseId}`}>{t('order.toCase')}</Link>}
          </span>
        }
      >
        <NoticeActs detail={detail} onEdit={() => setEditing(true)} />
      </PageHeading>
      <Now notice={notice} />
      <LostNotice detail={detail} />
      <Contradictions found={detail.contradictions} />
      {mayNotSign && (
        <p className="notice info">
          <Icon name="lock" />
          <span>
            {t('sign.samePerson')} <code>{'SECOND_PERSON_REQUIRED'}</code>
          </span>
        </p>
      )}
      <div className="order-grid">
        <div className="stack">
          {isEditing && <NoticeEditForm detail={detail} onDraft={setTyped} onDone={() => setEditing(false)} />}
          {isEditing && typed !== null && <NoticePreview draft={typed} noticeId={notice.id} />}
          {notice.answers.toReversed().map((given) => (
            <NoticeAnswerCard key={given.at + given.answer.form} given={given} people={detail.people} />
          ))}
          {!isEditing && <NoticeDocumentCard document={notice.document} />}
        </div>
        <div className="stack">
          <Conflicts
            conflicts={detail.conflicts}
            mayRelease={detail.actions.includes('release')}
            onRelease={async (reason) =>
              keepNotice(await api.notices.release(detail.notice.id, { seq: detail.notice.seq, reason }))
            }
          />
          <NoticeForms notice={notice} />
          {!isEditing && <NoticeChecks checks={detail.checks} />}
          <Looks detail={detail} />
          {actions.includes('answer') && (
            <AnswerDesk
              reference={notice.reference}
              to={notice.instrument === 'dsa-order' ? 'dsa-order' : 'notice'}
              known={null}
              zone="UTC"
              openCodes={notice.openCodes}
              makeCode={() => api.notices.answerCode(notice.id)}
              enter={async (body) => keepNotice(await api.notices.answer(notice.id, body))}
            />
          )}
          <People detail={detail} />
        </div>
      </div>
    </div>
  );
};

export const NoticePage = () => {
  const { noticeId = '' } = useParams();
  const query = useQuery({
    queryKey: KEYS.notice(noticeId),
    queryFn: ({ signal }) => api.notices.get(noticeId, signal),
  });
  if (query.data === undefined)
    return (
      <div className="page">
        <Loaded query={query} lines={10}>
          {() => null}
        </Loaded>
      </div>
    );
  return <NoticeView key={noticeId} detail={query.data} />;
};
