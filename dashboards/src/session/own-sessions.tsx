import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SessionShown } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { SessionTable } from '../parts/session-table.tsx';
import { keepOwnAccount } from './own-account.ts';

export const OwnSessions = ({ sessions }: { sessions: readonly SessionShown[] }) => {
  const { t } = useTranslation();
  const end = useMutation({
    mutationFn: (key: string) => api.account.endSession(key),
    onSuccess: (own) => keepOwnAccount(own),
  });
  return (
    <section className="card stack" aria-label={t('account.sessions')}>
      <h2>{t('account.sessions')}</h2>
      <p className="quiet">{t('account.sessionsText')}</p>
      {end.isError && <ErrorPanel error={end.error} />}
      <SessionTable
        sessions={sessions}
        act={(session) =>
          session.current ? (
            t('account.signOutAbove')
          ) : (
            <button
              type="button"
              className="button small"
              disabled={end.isPending}
              onClick={() => end.mutate(session.key)}
            >
              {t('account.end')}
            </button>
          )
        }
      />
    </section>
  );
};
