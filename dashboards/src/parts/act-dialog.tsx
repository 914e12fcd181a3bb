import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ErrorPanel } from './error-panel.tsx';

/** An act that is asked once more before it is done: a form with its fields, its error, a way back and the act itself. */
export const ActDialog = ({
  title,
  onClose,
  act,
  isReady = true,
  confirm,
  tone = 'primary',
  testId,
  children,
}: {
  title: string;
  onClose: () => void;
  act: { mutate: () => void; isPending: boolean; isError: boolean; error: unknown };
  /** False while something is missing that the browser does not ask for by itself. */
  isReady?: boolean;
  confirm: string;
  tone?: 'primary' | 'danger';
  /** Of the button that does it. */
  testId: string;
  children: ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !act.isPending) act.mutate();
        }}
      >
        {children}
        {act.isError && <ErrorPanel error={act.error} />}
        <div className="button-row end">
          <button type="button" className="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" className={`button ${tone}`} data-testid={testId} disabled={!isReady || act.isPending}>
            {confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
