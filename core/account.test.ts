import { describe, expect, it } from 'vitest';
import {
  addKey,
  confirmAccount,
  confirmWork,
  describeAccount,
  dueOf,
  givenBy,
  keyMay,
  ownPassword,
  resetPassword,
  resetSecondFactor,
  revokeKey,
  setDisabled,
} from './account.ts';
import type { Account, ApiKey } from './roles.ts';
import { KEY_SCOPES, ROLE_PERMISSIONS } from './roles.ts';
import { ALL_WORK, type WorkArea } from './work-area.ts';

const AT = '2026-03-01T09:00:00.000Z';
const by = (id: string) => ({ by: id, at: AT, reason: 'asked for it' });
const anna: Account = {
  id: 'anna',
  login: 'anna',
  displayName: 'Anna',
  post: 'Analyst',
  roles: ['analyst'],
  passwordHash: 'hash',
  disabled: false,
  createdAt: AT,
};
const key: ApiKey = {
  id: 'key-1',
  name: 'monthly figures',
  scopes: ['post:search'],
  secretHash: 'a'.repeat(64),
  createdAt: AT,
  expiresAt: '2026-04-01T09:00:00.000Z',
  revokedAt: null,
};
const withFactor: Account = { ...anna, secondFactor: { sealed: 'x', confirmedAt: AT, recovery: [] } };
const fromProvider: Account = {
  ...anna,
  passwordHash: null,
  provider: { issuer: 'https://id.example', subject: 's' },
};
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('an account', () => {
  it('is not changed by its owner where that would give or take power', () => {
    expect(codeOf(() => setDisabled(anna, true, by('anna')))).toBe('ACCOUNT_OWN');
    expect(codeOf(() => resetPassword(anna, 'new', by('anna')))).toBe('ACCOUNT_OWN');
    expect(codeOf(() => resetSecondFactor(withFactor, by('anna')))).toBe('ACCOUNT_OWN');
    const given = { displayName: 'A', post: 'Senior analyst', roles: ['supervisor'] as const };
    expect(codeOf(() => describeAccount(anna, given, by('anna'), []))).toBe('ACCOUNT_OWN');
    expect(describeAccount(anna, { ...given, roles: ['analyst'] }, by('anna'), []).post).toBe('Senior analyst');
  });

  it('keeps who did what to it, and why', () => {
    expect(setDisabled(anna, true, by('sven'))).toMatchObject({
      disabled: true,
      changed: { what: 'disabled', by: 'sven', reason: 'asked for it' },
    });
    expect(setDisabled(anna, false, by('sven'))).toBe(anna);
  });

  it('is never opened to one person who resets both password and second factor', () => {
    const reset = resetPassword(withFactor, 'new', by('sven'));
    expect(reset.mustChangePassword).toBe(true);
    expect(codeOf(() => resetSecondFactor(reset, by('sven')))).toBe('RESET_TAKES_TWO');
    expect(resetSecondFactor(reset, by('mara')).secondFactor).toBeUndefined();
    const other = resetSecondFactor(withFactor, by('sven'));
    expect(codeOf(() => resetPassword(other, 'new', by('sven')))).toBe('RESET_TAKES_TWO');
    // Once the person has chosen a password, what was reset before is over.
    expect(resetSecondFactor(ownPassword(reset, 'own'), by('sven')).secondFactor).toBeUndefined();
  });

  it('of a provider gets roles, password and second factor there', () => {
    const given = { displayName: 'A', post: 'p', roles: ['supervisor'] as const };
    expect(codeOf(() => describeAccount(fromProvider, given, by('sven'), []))).toBe('ROLES_FROM_PROVIDER');
    expect(codeOf(() => resetPassword(fromProvider, 'x', by('sven')))).toBe('PASSWORD_ELSEWHERE');
    expect(dueOf(fromProvider, ['analyst'])).toBeNull();
  });

  it('says what is due before it opens anything', () => {
    expect(dueOf(anna, [])).toBeNull();
    expect(dueOf(anna, ['analyst'])).toBe('second_factor');
    expect(dueOf(withFactor, ['analyst'])).toBeNull();
    expect(dueOf({ ...anna, mustChangePassword: true }, ['analyst'])).toBe('password');
  });
});

describe('a key', () => {
  const owner = addKey(anna, key);
  it('does what both its scopes and its owner may, while it lasts', () => {
    expect(keyMay(owner, key, 'post:search', AT)).toBe(true);
    expect(keyMay(owner, key, 'post:read', AT)).toBe(false);
    expect(keyMay(owner, key, 'post:search', key.expiresAt)).toBe(false);
    expect(keyMay({ ...owner, roles: ['reviewer'] }, key, 'post:search', AT)).toBe(false);
    const revoked = revokeKey(owner, 'key-1', AT).keys?.[0];
    expect(revoked !== undefined && keyMay(owner, revoked, 'post:search', AT)).toBe(false);
  });
  it('is not made for what its owner may not', () => {
    expect(codeOf(() => addKey(anna, { ...key, scopes: ['order:list'] }))).toBe('KEY_SCOPE');
    expect(codeOf(() => revokeKey(owner, 'key-2', AT))).toBe('KEY_UNKNOWN');
  });
  it('can be given nothing that acts', () => {
    expect(KEY_SCOPES.filter((scope) => !/:(list|read|search)$/.test(scope))).toEqual([]);
    expect(KEY_SCOPES.filter((scope) => !ROLE_PERMISSIONS.supervisor.includes(scope))).toEqual([]);
  });
});

describe('an account whose password somebody else gave', () => {
  const manager = { ...anna, id: 'sven', roles: ['supervisor' as const] };
  const second = { ...manager, id: 'mara' };
  const given = givenBy(anna, [manager, second], by('sven'));

  it('waits for a second manager, whom neither its giver nor its owner can be', () => {
    expect(dueOf(given, [])).toBe('confirmation');
    expect(codeOf(() => confirmAccount(given, by('sven')))).toBe('SECOND_PERSON_REQUIRED');
    expect(codeOf(() => confirmAccount(given, by('anna')))).toBe('ACCOUNT_OWN');
    const confirmed = confirmAccount(given, by('mara'));
    expect(dueOf(confirmed, [])).toBeNull();
    expect(codeOf(() => confirmAccount(confirmed, by('mara')))).toBe('ACCOUNT_CONFIRMED');
  });

  it('still waits when its owner has chosen a password', () => {
    expect(dueOf(ownPassword(given, 'own'), [])).toBe('confirmation');
  });

  it('waits for nobody in a house that never had a second manager; one who was disabled counts', () => {
    expect(givenBy(anna, [manager, fromProvider], by('sven'))).toEqual(anna);
    expect(dueOf(givenBy(anna, [manager, { ...second, disabled: true }], by('sven')), [])).toBe('confirmation');
  });
});

describe('a part of the queue', () => {
  const manager = { ...anna, id: 'sven', roles: ['supervisor' as const] };
  const everybody = [manager, { ...manager, id: 'mara' }];
  const rita: Account = { ...anna, id: 'rita', roles: ['reviewer'] };
  const chinese: WorkArea = { ...ALL_WORK, languages: ['zh'] };
  const set = (account: Account, work: WorkArea, who: string, others: Account[] = everybody): Account =>
    describeAccount(account, { displayName: 'R', post: 'p', roles: account.roles, work }, by(who), others);
  const proposed = set(rita, chinese, 'sven');

  it('is in force once another than the one who proposed it, and than its owner, has confirmed what they read', () => {
    expect(proposed).toMatchObject({
      ...{ proposedWork: { work: chinese, by: 'sven', at: AT }, changed: { what: 'work-proposed', by: 'sven' } },
    });
    expect(proposed.work).toBeUndefined();
    expect(codeOf(() => confirmWork(proposed, chinese, by('sven')))).toBe('SECOND_PERSON_REQUIRED');
    expect(codeOf(() => confirmWork(proposed, chinese, by('rita')))).toBe('ACCOUNT_OWN');
    expect(codeOf(() => confirmWork(proposed, ALL_WORK, by('mara')))).toBe('WORK_AREA_CHANGED');
    const roles = { ...proposed, roles: ['supervisor' as const] };
    expect(codeOf(() => confirmWork(roles, chinese, by('mara')))).toBe('WORK_AREA_UNSUITABLE');
    const confirmed = confirmWork(proposed, chinese, by('mara'));
    expect(confirmed).toMatchObject({ work: chinese, changed: { what: 'work-confirmed', by: 'mara' } });
    expect(confirmed.proposedWork).toBeUndefined();
    expect(codeOf(() => confirmWork(confirmed, chinese, by('mara')))).toBe('ACCOUNT_CONFIRMED');
    // To be given all of the queue again takes two as well.
    const freed = set(confirmed, ALL_WORK, 'mara');
    expect([freed.work, freed.proposedWork?.work]).toEqual([chinese, ALL_WORK]);
    expect(confirmWork(freed, ALL_WORK, by('sven')).work).toBeUndefined();
  });

  it('waits as it was proposed while the same is saved again, and is taken back by choosing what is in force', () => {
    expect(set(proposed, chinese, 'mara').proposedWork?.by).toBe('sven');
    expect(set(proposed, ALL_WORK, 'mara').proposedWork).toBeUndefined();
    expect(codeOf(() => set(proposed, ALL_WORK, 'rita'))).toBe('ACCOUNT_OWN');
    const other = set(proposed, { ...ALL_WORK, languages: ['en', 'zh'] }, 'mara');
    expect(other.proposedWork).toMatchObject({ by: 'mara', work: { languages: ['en', 'zh'] } });
    expect(set(other, { ...ALL_WORK, languages: ['zh', 'en'] }, 'sven').proposedWork?.by).toBe('mara');
  });

  it('waits for nobody in a house that never had a second manager', () => {
    const alone = set(rita, chinese, 'sven', [manager, rita]);
    expect(alone).toMatchObject({ work: chinese, changed: { what: 'described' } });
    expect(alone.proposedWork).toBeUndefined();
    expect(set(rita, chinese, 'sven', [manager, { ...manager, id: 'mara', disabled: true }]).work).toBeUndefined();
  });
});
