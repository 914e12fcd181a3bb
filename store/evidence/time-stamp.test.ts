import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimeStampAuthority, type TimeStampAuthority } from '#fixtures/time-stamp-authority.ts';
import { answersRequest, timeStampRequest, verifyTimeStamp } from './time-stamp.ts';

const DATA = Buffer.from('the signature of a capture');
const NOW = new Date('2026-03-01T10:00:00.000Z');
let authority: TimeStampAuthority;
let other: TimeStampAuthority;

beforeAll(async () => {
  authority = await startTimeStampAuthority({ name: 'Harbour clock', now: () => NOW });
  other = await startTimeStampAuthority({ name: 'Mill clock', now: () => NOW });
});
afterAll(async () => {
  await authority.close();
  await other.close();
});

const ask = async (data: Uint8Array, from = authority): Promise<{ request: Buffer; response: Buffer }> => {
  const request = timeStampRequest(data, randomBytes(8));
  const answer = await fetch(from.url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: new Uint8Array(request),
  });
  return { request, response: Buffer.from(await answer.arrayBuffer()) };
};

describe('a time stamp', () => {
  it('says when the bytes existed, by whose clock, and under which root', async () => {
    const { request, response } = await ask(DATA);
    answersRequest(response, request);
    expect(await verifyTimeStamp(response, DATA, [authority.rootPem])).toMatchObject({
      at: NOW.toISOString(),
      authority: 'Harbour clock',
    });
  });

  it('proves nothing of other bytes, under another root, or as the answer to another request', async () => {
    const { response } = await ask(DATA);
    const { request: another } = await ask(DATA);
    await expect(verifyTimeStamp(response, Buffer.from('other'), [authority.rootPem])).rejects.toThrow(
      'it is over other bytes',
    );
    await expect(verifyTimeStamp(response, DATA, [other.rootPem])).rejects.toThrow(
      'no trusted root stands behind Harbour clock',
    );
    await expect(verifyTimeStamp(response, DATA, [])).rejects.toMatchObject({ code: 'TIME_STAMP_INVALID' });
    expect(() => answersRequest(response, another)).toThrow('it answers another request');
    expect(() => answersRequest(Buffer.from('<html>'), another)).toThrow('no answer of RFC 3161');
  });

  it('is none where the authority refuses', async () => {
    other.mood = 'rejected';
    const { request, response } = await ask(DATA, other);
    expect(() => answersRequest(response, request)).toThrow('refused it (status 2)');
  });

  it('never says another time when a byte of it was changed', async () => {
    const { response } = await ask(DATA);
    const whole = await verifyTimeStamp(response, DATA, [authority.rootPem]);
    let found = 0;
    let tried = 0;
    for (let index = 0; index < response.length; index += 31) {
      tried += 1;
      const changed = Buffer.from(response);
      changed[index] = (changed[index] ?? 0) ^ 0x01;
      try {
        expect(await verifyTimeStamp(changed, DATA, [authority.rootPem])).toEqual(whole);
      } catch (error) {
        expect(error).toMatchObject({ code: 'TIME_STAMP_INVALID' });
        found += 1;
      }
    }
    // What no signature covers (the copy of the root, how lengths are written, the status) may change without changing what is proved.
    expect(found).toBeGreaterThan(tried * 0.5);
  });
});
