import { useTranslation } from 'react-i18next';
import type { NoticeDetail } from '#api/schemas/notices.ts';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** What the law, or the kind of instrument, demands, checked on the document as it stands. */
export const NoticeChecks = ({ checks }: { checks: NoticeDetail['checks'] }) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('notice.checks')} data-testid={TEST_IDS.noticeChecks}>
      <h2>{t('notice.checks')}</h2>
      <ul className="checks plain-list">
        {checks.map((check) => (
          <li key={check.id} className={check.ok ? 'is-ok' : 'is-bad'}>
            <Icon name={check.ok ? 'check' : 'warning'} />
            <span>
              {check.article !== 'referral' && <strong>{check.article} </strong>}
              {t(`notice.check.${check.id as 'basis'}`)}{' '}
              <span className="visually-hidden">{t(check.ok ? 'order.checkOk' : 'order.checkMissing')}</span>
              {!check.ok && <span className="badge danger">{t('order.checkMissing')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
