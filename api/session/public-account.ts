import type { Account } from '#core/roles.ts';
import type { PublicAccount } from '../schemas/session.ts';

/** What colleagues may see of an account. */
export const publicAccount = ({ id, login, displayName, post, roles }: Account): PublicAccount => ({
  id,
  login,
  displayName,
  post,
  roles,
});
