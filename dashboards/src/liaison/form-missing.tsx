import { useTranslation } from 'react-i18next';
import type { FormMissing } from './order-form.ts';

export const MissingInForm = ({ missing }: { missing: readonly FormMissing[] }) => {
  const { t } = useTranslation();
  if (missing.length === 0) return null;
  return (
    <div className="notice warn" role="alert">
      <ul className="missing">
        {missing.map((one) => (
          <li key={one}>{t(`orderForm.missing.${one}`)}</li>
        ))}
      </ul>
    </div>
  );
};
