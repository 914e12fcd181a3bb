import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../locale/language-switch.tsx';
import { Mark } from '../parts/icons.tsx';
import './sign-in.css';

/** What stands around the forms before somebody is in. */
export const SignInFrame = ({ title, lead, children }: { title: string; lead: string; children: ReactNode }) => {
  const { t } = useTranslation();
  return (
    <div className="sign-in">
      <title>{`${title} · Weir`}</title>
      <header className="sign-in-head">
        <LanguageSwitch />
      </header>
      <main className="sign-in-card card">
        <p className="sign-in-brand">
          <Mark />
          <span>{t('app.name')}</span>
        </p>
        <h1>{title}</h1>
        <p className="quiet">{lead}</p>
        {children}
      </main>
    </div>
  );
};
