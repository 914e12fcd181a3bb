import { useTranslation } from 'react-i18next';
import { i18next } from '../locale/i18n.ts';

const known = (name: string): string | null =>
  i18next.exists(name) ? i18next.t(name as 'looks.kinds.post-viewed') : null;

/** Kinds of looks and roles in the language of the pages; what they do not know stays as it is. */
export const useLookNames = () => {
  const { t } = useTranslation();
  const kindName = (type: string): string => known(`looks.kinds.${type.replace('.', '-')}`) ?? type;
  const roleName = (role: string): string => {
    if (role === 'system' || role === 'operator' || role === 'unknown') return t(`looks.${role}`);
    return role
      .split('+')
      .map((one) => known(`role.${one}`) ?? one)
      .join(' · ');
  };
  return { kindName, roleName };
};
