import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { returnedMessage } from '#fixtures/returned-message.ts';
import type { Store } from '#store/store.ts';
import { commandHouse } from './command-house.ts';
import { testNamespace } from './namespace.ts';
import { weirCommand } from './weir-command.ts';

const house = commandHouse(testNamespace());
const { home, environment } = house;
let _store: Store;
beforeAll(async () => {
  _store = await house.open({ sven: 'supervisor', mara: 'supervisor', lena: 'liaison' });
});
afterAll(() => house.close());

const weir = weirCommand(environment);
const as = (login: string): string[] => ['--by', login, '--reason', 'because of the test'];
const HEAD =
  'id,name,platforms,contact_point,languages,established_in,representative,representative_in,channel,address,key_id,public_key\n';

test('a file of operators is tried, refused with the place of every fault, taken in, and approved by another', async () => {
  const file = join(home, 'operators.csv');
  writeFileSync(file, `${HEAD}mill,Mill,Mill,orders@mill.example,en,FI,,,email,orders@mill.example,,\n`);
  expect(await weir(['operator', 'import', file, ...as('sven'), '--dry-run'])).toMatchObject({
    ...{ code: 0, out: expect.stringContaining('line 2: mill: new') },
  });
  expect((await weir(['operator'])).out).toContain('No operator is in the directory');
  const bad = `${HEAD}quay,Quay,Quay,orders@quay.example,en,FI,,,https,http://quay.example/orders,,\n`;
  const refused = await weir(['operator', 'import', '-', ...as('sven')], bad);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('OPERATORS_ROWS_INVALID') });
  expect(refused.out).toContain('  address is not an https address. Give the https address');
  expect((await weir(['operator', 'import', file, ...as('lena')])).err).toContain('NOT_PERMITTED');
  expect((await weir(['operator', 'import', file, ...as('sven')])).code).toBe(0);
  const own = await weir(['operator', 'approve', 'mill', '--by', 'sven']);
  expect([own.code, own.err]).toEqual([1, expect.stringContaining('SECOND_PERSON_REQUIRED')]);
  expect((await weir(['operator', 'approve', 'mill', '--by', 'mara'])).out).toBe('mill: in force, version 2\n');
  expect((await weir(['operator', 'list'])).out).toContain('FI email orders@mill.example');
  expect(JSON.parse((await weir(['operator', 'show', 'mill'])).out)).toMatchObject({ seq: 2, proposal: null });
  expect((await weir(['operator', 'refuse', 'mill', ...as('sven')])).err).toContain('OPERATOR_NOT_PROPOSED');
});

test('a returned message is read from standard input, and one that says nothing is refused with what to do', async () => {
  const letter = 'From: a@quay.example\r\nTo: returns@authority.example\r\n\r\nIt did not arrive.\r\n';
  const refused = await weir(['returned-mail'], letter);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('RETURNED_UNREADABLE') });
  const to = 'returns+IE-2026-3F9C1A77D0.00000000000000000000@authority.example';
  const returned = returnedMessage({ to: 'elsewhere@authority.example', recipient: 'orders@quay.example' });
  expect((await weir(['returned-mail', '--to', to], returned)).err).toContain('RETURNED_FOREIGN');
});

test('a list of another authority is tried, taken in and listed; one with a fault is not', async () => {
  const file = join(home, 'list.csv');
  writeFileSync(file, 'url,reference\nhttps://quay.example/p/1,NL-1\nhttps://quay.example/p/2,NL-2\n');
  const about = ['--id', 'nl', '--authority', 'Authority NL', '--country', 'NL', '--source', 'weekly list'];
  const take = (...more: string[]) => weir(['coordination', 'import', file, ...about, '--by', 'sven', ...more]);
  expect((await take('--dry-run')).out).toBe('nl: 2 addresses; a try: nothing was written\n');
  expect((await weir(['coordination'])).out).toContain('No list');
  expect((await take()).code).toBe(0);
  expect((await weir(['coordination', 'list'])).out).toContain('nl: Authority NL (NL), 2 addresses, weekly list');
  writeFileSync(file, 'url,reference\nnowhere,NL-1\n');
  expect(await take()).toMatchObject({ code: 1, err: expect.stringContaining('COORDINATION_INVALID') });
});
