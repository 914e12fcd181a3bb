/** Why this person looks at what is sensitive; asked once for each tab, and sent with every request that needs it. */
const KEY = 'weir-access-reason';

export const accessReason = (): string | null => sessionStorage.getItem(KEY);
export const keepAccessReason = (reason: string | null): void => {
  if (reason === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, reason);
};
