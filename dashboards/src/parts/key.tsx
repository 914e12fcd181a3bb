import { useTranslation } from 'react-i18next';

/** A key as it stands on the keyboard; `Control+Enter` becomes two. */
export const Key = ({ name }: { name: string }) => {
  const { t } = useTranslation();
  const shown = (part: string): string =>
    part === 'Control' ? t('keys.control') : part === 'Enter' ? t('keys.enter') : part.toUpperCase();
  return (
    <span className="keys" aria-hidden="true">
      {name.split('+').map((part) => (
        <kbd key={part}>{shown(part)}</kbd>
      ))}
    </span>
  );
};
