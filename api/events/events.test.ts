import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishChange } from '#pipeline/changes.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { startServer } from '../server.ts';

const namespace = testNamespace();
let house: ApiHouse;
let address: string;
beforeAll(async () => {
  house = await openApiHouse(namespace);
  address = await startServer(house.app, '127.0.0.1', 0);
});
afterAll(() => house.close());

interface Stream {
  /** The next event; null once the stream has ended. */
  next(): Promise<{ event: string; data: unknown } | null>;
}
const open = async (person: Person): Promise<Stream> => {
  const response = await fetch(`${address}/api/v1/events`, { headers: { cookie: person.cookie } });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  const next: Stream['next'] = async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const chunk = await reader.read();
        if (chunk.done) return null;
        text += decoder.decode(chunk.value, { stream: true });
        continue;
      }
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const event = /^event: (.+)$/m.exec(block)?.[1];
      const data = /^data: (.+)$/m.exec(block)?.[1];
      if (event !== undefined && data !== undefined) return { event, data: JSON.parse(data) };
    }
  };
  return { next };
};
const publish = (topic: 'case' | 'order', id: string) =>
  publishChange(house.store.redis, namespace, { topic, id, state: 'open', seq: 1 });

test('a page hears the counters first, and then what its role may list, in ids only', async () => {
  const reviewer = await open(await house.signIn('rita'));
  const liaison = await open(await house.signIn('lena'));
  expect(await reviewer.next()).toMatchObject({ event: 'counters', data: { casesOpen: 0, queues: expect.any(Array) } });
  expect((await liaison.next())?.event).toBe('counters');
  await publish('order', 'order-1');
  await publish('case', 'case-1');
  expect(await liaison.next()).toEqual({ event: 'order', data: { id: 'order-1', state: 'open', seq: 1 } });
  expect(await liaison.next()).toEqual({ event: 'case', data: { id: 'case-1', state: 'open', seq: 1 } });
  // The order came first, and was not for a reviewer.
  expect(await reviewer.next()).toEqual({ event: 'case', data: { id: 'case-1', state: 'open', seq: 1 } });
});

test('what a person does to a case is heard by colleagues', async () => {
  const rita = await house.signIn('rita');
  const stream = await open(await house.signIn('sven'));
  await stream.next();
  const subject = await house.openCase('heard');
  await rita.post(`/cases/${subject.id}/notes`, { text: 'Looks like an earlier one.' });
  expect(await stream.next()).toEqual({ event: 'case', data: { id: subject.id, state: 'open', seq: 2 } });
});

test('signing out ends the stream', async () => {
  const anna = await house.signIn('anna');
  const stream = await open(anna);
  expect((await stream.next())?.event).toBe('counters');
  await anna.send('DELETE', '/session');
  expect(await stream.next()).toBeNull();
});
