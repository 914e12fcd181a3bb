import { CARE_DEFAULTS, careOf, keptFrom, restOf } from '#core/care.ts';
import type { Category } from '#core/labels.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Care } from '../schemas/me.ts';

const defaultsOf = ({ config }: Pick<ApiDependencies, 'config'>) => config.care ?? CARE_DEFAULTS;

export const careFor = async (deps: Pick<ApiDependencies, 'store' | 'config'>, accountId: string): Promise<Care> => {
  const { store } = deps;
  const [{ care: wishes }, today] = await Promise.all([
    store.preferences.get(accountId),
    store.exposures.today(accountId),
  ]);
  const defaults = defaultsOf(deps);
  const limits = careOf(defaults, wishes);
  return { today, limits, defaults, wishes, rest: restOf(limits, today) };
};

/** Categories that this person's next case is not of; null: they have had enough for today. */
export const sparedOf = async (
  deps: Pick<ApiDependencies, 'store' | 'config'>,
  accountId: string,
): Promise<Category[] | null> => {
  const { limits, wishes, today } = await careFor(deps, accountId);
  return keptFrom(limits, wishes, today);
};
