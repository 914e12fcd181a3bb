import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import type { Counters } from '#api/schemas/oversight.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { LanguageSwitch } from '../locale/language-switch.tsx';
import { useNumber } from '../locale/use-number.ts';
import { Icon, Mark } from '../parts/icons.tsx';
import { endSession, useSession } from '../session/session.ts';
import { workspacesFor } from '../session/workspaces.ts';
import { TEST_IDS } from '../test-ids.ts';
import { HotkeyHelp } from './hotkey-help.tsx';
import { useLiveEvents, useLiveState } from './live.ts';
import { useLoadOwnKeys } from './preferences.ts';
import { UndoProvider } from './undo.tsx';
import { useHotkeys } from './use-hotkeys.ts';

const SHOWN = ['posts', 'casesOpen', 'ordersOpen'] as const satisfies readonly (keyof Counters)[];

const LiveCounters = () => {
  const { t } = useTranslation();
  const number = useNumber();
  // Filled by the stream of changes; there is nothing to ask for.
  const { data } = useQuery<Counters | null>({
    queryKey: KEYS.counters,
    queryFn: () => queryClient.getQueryData<Counters>(KEYS.counters) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined || data === null) return null;
  return (
    <dl className="live-counters" data-testid={TEST_IDS.liveCounters}>
      {SHOWN.map((name) => (
        <div key={name}>
          <dt>{t(`counters.${name}`)}</dt>
          <dd className="tabular">{number(data[name])}</dd>
        </div>
      ))}
    </dl>
  );
};

const OfflineBanner = () => {
  const { t } = useTranslation();
  const state = useLiveState();
  if (state === 'live' || state === 'connecting') return null;
  return (
    <p className="banner warn" role="status" data-testid={TEST_IDS.offlineBanner}>
      <Icon name="warning" />
      {t(state === 'offline' ? 'live.offline' : 'live.interrupted')}
    </p>
  );
};

export const Shell = () => {
  const { t } = useTranslation();
  const session = useSession();
  const [help, setHelp] = useState(false);
  useLiveEvents();
  useLoadOwnKeys();
  useHotkeys({ help: () => setHelp(true) });
  const signOut = useMutation({ mutationFn: api.session.signOut, onSettled: endSession });
  return (
    <UndoProvider>
      <a className="skip-link" href="#content">
        {t('app.skipToContent')}
      </a>
      <header className="top-bar" data-testid={TEST_IDS.topBar}>
        <p className="brand">
          <Mark />
          <span>{t('app.name')}</span>
          {session.demo && <span className="badge demo">{t('app.demo')}</span>}
        </p>
        <nav aria-label={t('app.workspaces')}>
          <ul>
            {workspacesFor(session.permissions).map(({ id, path }) => (
              <li key={id}>
                <NavLink to={path}>{t(`workspace.${id}`)}</NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <LiveCounters />
        <div className="top-bar-person">
          <button
            type="button"
            className="button plain icon-only"
            data-testid={TEST_IDS.hotkeyHelpOpen}
            aria-label={t('hotkeys.title')}
            title={t('hotkeys.title')}
            onClick={() => setHelp(true)}
          >
            <Icon name="keyboard" />
          </button>
          <LanguageSwitch />
          <NavLink
            className="person"
            to="/account"
            data-testid={TEST_IDS.ownAccount}
            title={session.account.roles.map((role) => t(`role.${role}`)).join(' · ')}
          >
            {session.account.displayName}
          </NavLink>
          <button
            type="button"
            className="button plain"
            data-testid={TEST_IDS.signOut}
            disabled={signOut.isPending}
            onClick={() => signOut.mutate()}
          >
            {t('app.signOut')}
          </button>
        </div>
      </header>
      <OfflineBanner />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      {help && <HotkeyHelp onClose={() => setHelp(false)} />}
    </UndoProvider>
  );
};
