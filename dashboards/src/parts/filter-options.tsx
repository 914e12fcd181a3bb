import { useTranslation } from 'react-i18next';

/** The choices of a filter: all, or one of these. */
export const FilterOptions = <T extends string>({
  among,
  nameOf,
}: {
  among: readonly T[];
  nameOf: (one: T) => string;
}) => {
  const { t } = useTranslation();
  return (
    <>
      <option value="">{t('app.all')}</option>
      {among.map((one) => (
        <option key={one} value={one}>
          {nameOf(one)}
        </option>
      ))}
    </>
  );
};
