import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPassword } from '#api/session/password.ts';
import { openSessions } from '#api/session/sessions.ts';
import type { Account } from '#core/roles.ts';
import type { Store } from '#store/store.ts';
import { commandHouse } from './command-house.ts';
import { testNamespace } from './namespace.ts';
import { weirCommand } from './weir-command.ts';

const house = commandHouse(testNamespace());
let store: Store;
beforeAll(async () => {
  store = await house.open({ mara: 'supervisor', rita: 'reviewer' });
});
afterAll(() => house.close());

const run = weirCommand(house.environment);
const weir = (...given: string[]) => run(['account', ...given]);
const because = ['--reason', 'because of the test'];
const accountOf = async (id: string): Promise<Account> => {
  const account = await store.accounts.get(id);
  if (account === null) throw new Error(`no account ${id}`);
  return account;
};

test('somebody is added with a password that is shown once and has to be changed, and listed', async () => {
  const person = ['--login', 'nils', '--name', 'Nils Nilsen', '--post', 'Officer', '--roles', 'reviewer, analyst'];
  const { code, out } = await weir('add', ...person);
  expect(code).toBe(0);
  const password = out.trim().split(' ').at(-1) ?? '';
  const account = await accountOf('account-nils');
  expect(account).toMatchObject({ login: 'nils', roles: ['reviewer', 'analyst'], mustChangePassword: true });
  expect(await checkPassword(account.passwordHash, password)).toBe(true);
  expect((await weir('list')).out.split('\n')).toEqual([
    'mara\tmara\tsupervisor\t-',
    'nils\tNils Nilsen\treviewer,analyst\t-',
    'rita\trita\treviewer\t-',
    '',
  ]);
  const again = await weir('add', ...person);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('ACCOUNT_EXISTS')]);
  const wrong = await weir('add', '--login', 'olaf', '--name', 'Olaf', '--post', 'Officer', '--roles', 'king');
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('ACCOUNT_INVALID')]);
  expect(await store.accounts.get('account-olaf')).toBeNull();
}, 240_000);

test('who is disabled is signed out, and may come back; the reason is kept', async () => {
  const sessions = openSessions(store.redis, store.namespace, '', store.clock);
  await sessions.start('rita');
  expect((await weir('disable', 'rita', ...because)).out).toBe('rita is disabled; 1 session ended\n');
  expect(await sessions.list('rita')).toEqual([]);
  expect(await accountOf('rita')).toMatchObject({
    disabled: true,
    changed: { what: 'disabled', by: 'command-line', reason: 'because of the test' },
  });
  expect((await weir('list')).out).toContain('rita\trita\treviewer\tdisabled');
  expect((await weir('enable', 'rita', ...because)).out).toBe('rita may sign in again\n');
  expect((await accountOf('rita')).disabled).toBe(false);
  expect((await weir('disable', 'nobody', ...because)).err).toContain('ACCOUNT_UNKNOWN');
}, 240_000);

test('where no colleague can confirm it, the machine confirms an account, and a part of the queue that waits', async () => {
  const who = { by: 'mara', at: '2026-03-01T00:00:00.000Z' };
  const work = { languages: ['zh'], categories: [], purposes: [] };
  const actor = { kind: 'system', id: 'test' } as const;
  await store.accounts.revise('rita', actor, (one) => ({ ...one, unconfirmed: who }));
  expect((await weir('confirm', 'rita', ...because)).out).toBe('rita is confirmed\n');
  expect(await accountOf('rita')).toMatchObject({ changed: { what: 'confirmed', by: 'command-line' } });
  expect((await accountOf('rita')).unconfirmed).toBeUndefined();

  await store.accounts.revise('rita', actor, (one) => ({ ...one, proposedWork: { ...who, work } }));
  expect((await weir('confirm', 'rita', ...because)).out).toBe('rita has the part of the queue that was proposed\n');
  const account = await accountOf('rita');
  expect(account).toMatchObject({ work, changed: { what: 'work-confirmed', reason: 'because of the test' } });
  expect(account.proposedWork).toBeUndefined();
  expect((await weir('confirm', 'rita', ...because)).err).toContain('ACCOUNT_CONFIRMED');
}, 240_000);

test('roles are given anew, and password and second factor are not taken away by the same hand', async () => {
  expect((await weir('roles', 'rita', 'reviewer,liaison', ...because)).out).toBe('rita: reviewer, liaison\n');
  expect((await weir('reset', 'rita', '--second-factor', ...because)).err).toContain('SECOND_FACTOR_OFF');
  const { out } = await weir('reset', 'rita', ...because);
  const account = await accountOf('rita');
  expect(await checkPassword(account.passwordHash, out.trim().split(' ').at(-1) ?? '')).toBe(true);
  expect(account).toMatchObject({ mustChangePassword: true, resets: { password: 'command-line' } });
}, 240_000);
