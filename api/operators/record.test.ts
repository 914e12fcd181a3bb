/** Changes of the directory over the API: two people, whatever their roles, and files that are taken in whole or not at all. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES } from '#core/roles.ts';
import { createOperatorRegister } from '#pipeline/operator-register.ts';
import { type ApiHouse, openApiHouse, type Person, testKey } from '../../tests/api-house.ts';
import { leavesOf } from '../../tests/crash/checks.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { OperatorEntry, OperatorRecordView, OperatorsImported } from '../schemas/operators.ts';
import type { OperatorList } from '../schemas/oversight.ts';

const namespace = testNamespace();

let house: ApiHouse;
let sven: Person;
let ada: Person;
let lena: Person;
const HOUSE = { kind: 'system' as const, id: 'test' };
const key = testKey('quay-1');

beforeAll(async () => {
  house = await openApiHouse(namespace);
  const account = await house.store.accounts.get('sven');
  if (account === null) throw new Error('no supervisor');
  // An administrator in every respect.
  await house.store.accounts.set({ ...account, id: 'ada', login: 'ada', roles: [...ROLES] }, HOUSE);
  [sven, ada, lena] = (await Promise.all(['sven', 'ada', 'lena'].map((login) => house.signIn(login)))) as [
    Person,
    Person,
    Person,
  ];
});
afterAll(() => house.close());

const entry = (change: Partial<OperatorEntry> = {}): OperatorEntry => ({
  ...{ id: 'quay', name: 'Quay Hosting', platforms: ['Quay'], contactPoint: 'orders@quay.example', languages: ['en'] },
  ...{ establishedIn: 'NL', legalRepresentative: null, key: { id: key.keyId, publicKeyPem: key.publicKeyPem } },
  channel: { kind: 'https', ordersUrl: 'https://quay.example/orders' },
  ...change,
});
const reason = 'because of the test';
const told = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
const record = async (id: string): Promise<OperatorRecordView> =>
  (await sven.get(`/operators/${id}/record`)).json<OperatorRecordView>();
const ids = async (): Promise<string[]> =>
  (await lena.get('/operators'))
    .json<OperatorList>()
    .items.map(({ id }) => id)
    .sort();

test('an operator is proposed by one and approved by another; an administrator alone cannot', async () => {
  expect(told(await lena.post('/operators', { entry: entry(), reason }))).toEqual([403, 'NOT_PERMITTED']);
  const proposed = (await ada.post('/operators', { entry: entry(), reason })).json<OperatorRecordView>();
  expect(proposed).toMatchObject({ version: 1, entry: null, actions: ['edit', 'refuse'] });
  expect(await ids()).not.toContain('quay');
  expect((await lena.get('/operators')).json<OperatorList>().proposals).toMatchObject([{ id: 'quay', isNew: true }]);
  expect(told(await ada.post('/operators/quay/approval', { version: 1 }))).toEqual([403, 'SECOND_PERSON_REQUIRED']);
  const approved = (await sven.post('/operators/quay/approval', { version: 1 })).json<OperatorRecordView>();
  expect(approved).toMatchObject({ version: 2, entry: entry(), proposal: null });
  expect(await ids()).toContain('quay');
  expect(told(await ada.post('/operators', { entry: entry(), reason }))).toEqual([409, 'OPERATOR_EXISTS']);
});

test('another key, channel or contact point waits for a second person; orders go on to where they went', async () => {
  const other = testKey('quay-2');
  const wanted = entry({
    key: { id: other.keyId, publicKeyPem: other.publicKeyPem },
    channel: { kind: 'https', ordersUrl: 'https://orders.quay.example/tco' },
  });
  const waiting = (
    await ada.send('PUT', '/operators/quay', { version: 2, entry: wanted, reason })
  ).json<OperatorRecordView>();
  expect(waiting.proposal?.changes).toEqual(['channel', 'key']);
  expect(await house.store.operators.get('quay')).toMatchObject({ keyId: 'quay-1', channel: entry().channel });
  expect(told(await ada.post('/operators/quay/approval', { version: 3 }))).toEqual([403, 'SECOND_PERSON_REQUIRED']);
  expect(told(await sven.post('/operators/quay/approval', { version: 2 }))).toEqual([409, 'OPERATOR_CHANGED']);
  expect((await sven.post('/operators/quay/approval', { version: 3, reason })).statusCode).toBe(200);
  expect(await house.store.operators.get('quay')).toMatchObject({ keyId: 'quay-2', channel: wanted.channel });
  const renamed = { ...wanted, name: 'Quay Hosting B.V.' };
  const edited = (
    await ada.send('PUT', '/operators/quay', { version: 4, entry: renamed, reason })
  ).json<OperatorRecordView>();
  expect(edited).toMatchObject({ version: 5, proposal: null, entry: renamed });
  const acts = (await leavesOf(house.store)).filter(({ subject }) => subject.id === 'quay').map(({ type }) => type);
  expect(acts).toEqual(['proposed', 'approved', 'proposed', 'approved', 'edited'].map((act) => `operator.${act}`));
});

test('faults name their field: no https, no key, the key id of another', async () => {
  const bad = entry({
    ...{ id: 'pier', name: 'Operator ferry', key: { id: 'ferry-key', publicKeyPem: 'no key' } },
    channel: { kind: 'https', ordersUrl: 'http://pier.example/orders' },
  });
  const answer = await sven.post('/operators', { entry: bad, reason });
  expect(told(answer)).toEqual([422, 'OPERATOR_INVALID']);
  expect(answer.json().error.details.map(({ location }: { location: string }) => location)).toEqual([
    '/entry/channel/ordersUrl',
    '/entry/key/publicKeyPem',
    '/entry/key/id',
    '/entry/name',
  ]);
});

const HEAD =
  'id,name,platforms,contact_point,languages,established_in,representative,representative_in,channel,address,key_id,public_key';
const bare = key.publicKeyPem.replace(/-----[A-Z ]+-----|\s/g, '');
const good = [
  `mole,Mole Hosting,Mole;Mole Clips,orders@mole.example,en;nl,NL,,,https,https://mole.example/orders,mole-1,${testKey('x').publicKeyPem.replace(/-----[A-Z ]+-----|\s/g, '')}`,
  'jetty,Jetty Forum,Jetty,1 Example Quay,en,US,R. Example,IE,post,"1 Example Quay, Dublin",,',
  'mill,Mill Mail,Mill,orders@mill.example,en,FI,,,email,orders@mill.example,,',
];
const send = async (rows: string[], dryRun: boolean): Promise<OperatorsImported> =>
  (
    await sven.post('/operators/import', { csv: [HEAD, ...rows].join('\r\n'), reason, dryRun })
  ).json<OperatorsImported>();

test('a file with faults is told row by row, with the column and the mend, and nothing of it is taken in', async () => {
  const bad = [
    good[0] ?? '',
    'two words,,Mole,x@y.example,english,NL,,,pigeon,,,',
    `oar,Oar,Oar,orders@oar.example,en,NL,R. Example,,https,http://oar.example/orders,quay-2,${bare}`,
    good[0] ?? '',
  ];
  for (const dryRun of [true, false]) {
    const { done, rows } = await send(bad, dryRun);
    expect(done).toBe(false);
    expect(rows.map(({ line, id, effect, faults }) => [line, id, effect, faults.map(({ column }) => column)])).toEqual([
      [2, 'mole', 'new', []],
      [3, 'two words', 'refused', ['name', 'channel']],
      [4, 'oar', 'refused', ['representative_in']],
      [5, 'mole', 'refused', ['id']],
    ]);
    expect(rows.flatMap(({ faults }) => faults).every(({ fix }) => fix.length > 10)).toBe(true);
  }
  const later = await send([bad[2]?.replace('R. Example', '') ?? '', bad[1]?.replace('pigeon', 'post') ?? ''], true);
  expect(later.rows.map(({ faults }) => faults.map(({ column }) => column))).toEqual([
    ['address', 'key_id'],
    ['name', 'id', 'languages', 'address'],
  ]);
  expect(await ids()).not.toContain('mole');
  const wrong = await sven.post('/operators/import', { csv: 'id,name\nx,y', reason, dryRun: true });
  expect(told(wrong)).toEqual([422, 'OPERATORS_FILE_INVALID']);
});

test('a good file is tried, taken in, and changes nothing the second time; each row waits for a second person', async () => {
  const tried = await send(good, true);
  expect(tried).toMatchObject({ done: false, rows: [{ effect: 'new' }, { effect: 'new' }, { effect: 'new' }] });
  expect((await sven.get('/operators/mole/record')).statusCode).toBe(404);
  expect((await send(good, false)).done).toBe(true);
  expect((await send(good, false)).rows.map(({ effect }) => effect)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  for (const id of ['mole', 'jetty', 'mill']) {
    expect(told(await sven.post(`/operators/${id}/approval`, { version: 1 }))).toEqual([403, 'SECOND_PERSON_REQUIRED']);
    expect((await ada.post(`/operators/${id}/approval`, { version: 1 })).statusCode).toBe(200);
  }
  const { entry: jetty } = await record('jetty');
  expect(jetty).toMatchObject({
    ...{ legalRepresentative: { name: 'R. Example', country: 'IE' }, key: null, platforms: ['Jetty'] },
    channel: { kind: 'manual', way: 'post', directions: '1 Example Quay, Dublin' },
  });
  const renamed = good.map((row) => row.replace('Mill Mail', 'Mill Post'));
  expect((await send(renamed, false)).rows.map(({ effect, changes }) => [effect, changes])).toEqual([
    ['unchanged', []],
    ['unchanged', []],
    ['edited', ['name']],
  ]);
  const moved = good.map((row) => row.replace('email,orders@mill.example', 'email,desk@mill.example'));
  const { rows } = await send(moved, false);
  expect(rows[2]).toMatchObject({ effect: 'proposed', changes: ['channel', 'name'] });
  expect((await house.store.operators.get('mill'))?.channel).toEqual({ kind: 'email', address: 'orders@mill.example' });
});

test('a file is held against the directory once, not once for every row', async () => {
  const { operators } = house.store;
  const looks: string[] = [];
  const watched = {
    ...operators,
    list: () => {
      looks.push('list');
      return operators.list();
    },
    records: () => {
      looks.push('records');
      return operators.records();
    },
  };
  const rows = Array.from(
    { length: 5 },
    (_, at) => `row-${at},Row ${at},Row ${at},row${at}@row.example,en,NL,,,post,A street,,`,
  );
  const by = { actor: { kind: 'human' as const, id: 'ada' }, reason, dryRun: false };
  const imported = await createOperatorRegister({ operators: watched }).importCsv([HEAD, ...rows].join('\r\n'), by);
  expect(imported.map(({ effect }) => effect)).toEqual(Array(5).fill('new'));
  expect(looks).toEqual(['records']);
  expect((await record('row-4')).proposal).toMatchObject({ entry: { name: 'Row 4' } });
});
