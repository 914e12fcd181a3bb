import { i18next } from '../locale/i18n.ts';

/** What a permission is called; one that the pages do not know keeps its code. */
export const permissionName = (permission: string): string => {
  const name = `permission.${permission.replace(':', '-')}`;
  return i18next.exists(name) ? i18next.t(name as 'permission.case-read') : permission;
};
