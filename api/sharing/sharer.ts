import type { Sharer } from '#takedowns/sharing/item.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';

/** @throws SHARING_NOT_POSSIBLE where nobody has said yet which authority this is */
export const requireSharer = ({ authority, config }: ApiDependencies): Sharer => {
  if (authority === null) throw apiError('SHARING_NOT_POSSIBLE');
  return { publicUrl: config.publicUrl, name: authority.name };
};
