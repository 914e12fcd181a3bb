import { useTranslation } from 'react-i18next';
import type { NoticeDetail } from '#api/schemas/notices.ts';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Given = NoticeDetail['notice']['answers'][number];

const said = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** What a platform answered: a decision, a statement of reasons field by field, or words; and by which way it came. */
export const NoticeAnswerCard = ({ given, people }: { given: Given; people: NoticeDetail['people'] }) => {
  const { t } = useTranslation();
  const { answer, at, via, by, source } = given;
  return (
    <article className="card" aria-label={t(`noticeAnswer.title.${answer.form}`)} data-testid={TEST_IDS.noticeAnswer}>
      <h2>{t(`noticeAnswer.title.${answer.form}`)}</h2>
      <p className="fine">
        <Time at={at} format="exact" /> · {t(`noticeAnswer.via.${via}`)}
        {via === 'hand' && (
          <>
            {' · '}
            <PersonName id={by} people={people} /> · {source}
          </>
        )}
      </p>
      {answer.form === 'notice-decision' && (
        <>
          <p>
            <strong>{t(`noticeAnswer.outcome.${answer.outcome}`)}</strong>
            {answer.actedAt !== null && (
              <>
                {' '}
                <Time at={answer.actedAt} format="exact" />
              </>
            )}
          </p>
          <p className="pre-wrap" dir="auto">
            {answer.explanation}
          </p>
          <dl className="facts">
            <dt>{t('noticeAnswer.redress')}</dt>
            <dd>{answer.redress ?? t('annex.none')}</dd>
            <dt>{t('noticeAnswer.automated')}</dt>
            <dd>{t(answer.automated ? 'noticeAnswer.yes' : 'noticeAnswer.no')}</dd>
          </dl>
        </>
      )}
      {answer.form === 'text' && (
        <p className="pre-wrap" dir="auto">
          {answer.text}
        </p>
      )}
      {answer.form === 'dsa-statement' && (
        <dl className="facts">
          {Object.entries(answer.statement).map(([name, value]) => (
            <div key={name} className="contents">
              <dt>
                <code>{name}</code>
              </dt>
              <dd className="wrap-anywhere">{said(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
};
