import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionShown } from '#api/schemas/accounts.ts';
import { TEST_IDS } from '../test-ids.ts';
import { ScrollTable } from './scroll-table.tsx';
import { Time } from './time.tsx';

/** Open sessions; `act` is what can be done with one. */
export const SessionTable = ({
  sessions,
  act,
}: {
  sessions: readonly SessionShown[];
  act?: (session: SessionShown) => ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <ScrollTable label={t('account.sessions')}>
      <table className="data-table session-table">
        <thead>
          <tr>
            <th scope="col">{t('account.since')}</th>
            <th scope="col">{t('account.until')}</th>
            <th scope="col">{t('account.agent')}</th>
            {act !== undefined && <th scope="col">{t('account.act')}</th>}
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.key} data-testid={TEST_IDS.sessionRow}>
              <td>
                <Time at={session.startedAt} />
                {session.current && (
                  <>
                    {' '}
                    <span className="badge info">{t('account.thisOne')}</span>
                  </>
                )}
              </td>
              <td>
                <Time at={session.expiresAt} />
              </td>
              <td className="session-agent">
                {session.agent === '' ? t('account.agentUnknown') : session.agent}{' '}
                {session.via === 'provider' && <span className="badge neutral">{t('account.viaProvider')}</span>}
              </td>
              {act !== undefined && <td>{act(session)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};
