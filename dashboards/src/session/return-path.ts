/**
 * Where to go after signing in. Only a path of these pages: an address that leads elsewhere (`//host`, `https:`) would let
 * a link send people away right after they typed their password.
 */
export const safeReturnPath = (wanted: string | null): string =>
  wanted !== null && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? wanted : '/';

export const signInPath = (from: string): string => {
  const path = safeReturnPath(from);
  return path === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(path)}`;
};
