import type { Account, ApiKey } from '#core/roles.ts';
import { ALL_WORK } from '#core/work-area.ts';
import type { AccountShown, KeyShown, SessionShown } from '../schemas/accounts.ts';
import { publicAccount } from '../session/public-account.ts';
import type { SessionShown as Kept } from '../session/sessions.ts';

export const keyShown = ({ id, name, scopes, createdAt, expiresAt, revokedAt }: ApiKey): KeyShown => ({
  ...{ id, name, scopes, createdAt, expiresAt, revokedAt },
});

/** Neither hashes nor sealed secrets leave the house. */
export const accountShown = (account: Account, names: ReadonlyMap<string, string>): AccountShown => {
  const { changed, proposedWork } = account;
  const nameOf = (id: string): string => names.get(id) ?? id;
  return {
    ...publicAccount(account),
    disabled: account.disabled,
    createdAt: account.createdAt,
    mustChangePassword: account.mustChangePassword === true,
    secondFactor: account.secondFactor !== undefined,
    provider: account.provider !== undefined,
    unconfirmedBy: account.unconfirmed?.by ?? null,
    sourceIds: account.sight?.sourceIds ?? [],
    work: account.work ?? ALL_WORK,
    proposedWork: proposedWork === undefined ? null : { ...proposedWork, byName: nameOf(proposedWork.by) },
    keys: (account.keys ?? []).map(keyShown),
    changed: changed === undefined ? null : { ...changed, byName: nameOf(changed.by) },
  };
};

export const sessionsShown = (kept: readonly Kept[], current: string | null): SessionShown[] =>
  kept.map((one) => ({ ...one, current: one.key === current }));
