import { expect, test } from 'vitest';
import type { OperatorEntry } from '#api/schemas/operators.ts';
import { draftOf, entryOf } from './operator-form.ts';

const entry: OperatorEntry = {
  ...{ id: 'quay', name: 'Quay', platforms: ['Quay', 'Quay Clips'], contactPoint: 'orders@quay.example' },
  ...{ languages: ['en', 'nl'], establishedIn: 'US', legalRepresentative: { name: 'R. Example', country: 'IE' } },
  channel: { kind: 'https', ordersUrl: 'https://quay.example/orders' },
  key: { id: 'quay-1', publicKeyPem: '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----\n' },
};

test.each<[string, Partial<OperatorEntry>]>([
  ['signed requests', {}],
  ['e-mail without a key', { channel: { kind: 'email', address: 'orders@quay.example' }, key: null }],
  [
    'by post, without a representative',
    { channel: { kind: 'manual', way: 'post', directions: '1 Quay' }, legalRepresentative: null },
  ],
])('an entry goes through the form unchanged: %s', (_name, change) => {
  expect(entryOf(draftOf({ ...entry, ...change }))).toEqual({ ...entry, ...change });
});
