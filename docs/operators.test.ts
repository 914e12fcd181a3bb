import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checker } from '#core/schema.ts';
import { OperatorAnswer } from '#core/wire.ts';
import { verifyRequest } from '#takedowns/message-signature.ts';

const page = readFileSync(new URL('./operators.md', import.meta.url), 'utf8');

/** The fenced block that follows the marker of this name. */
const example = (name: string): string => {
  const found = new RegExp(`<!-- example: ${name} -->\n\`\`\`\\w+\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`operators.md has no example called ${name}`);
  return found;
};

const requestOf = (text: string) => {
  const [head = '', body = ''] = text.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const [method = '', url = ''] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
    }),
  );
  return { method, url, headers, body: Buffer.from(body) };
};

const CREATED = new Date('2026-03-02T09:20:00Z');

test('the answer of the example verifies with its key, and is an answer', async () => {
  const request = requestOf(example('answer'));
  const signature = await verifyRequest(request, () => example('answer key'), CREATED);
  expect(signature.keyId).toBe('quiet-harbour-2026');
  const check = checker(OperatorAnswer, 'ANSWER_INVALID', 'The example');
  expect(check(JSON.parse(request.body.toString('utf8')))).toMatchObject({ form: 'tco-annex-2' });
});

test('the signature base of the example is what its signature covers', () => {
  const { headers } = requestOf(example('receipt request'));
  const signature = /:(.+):/.exec(headers.signature ?? '')?.[1] ?? '';
  const key = createPublicKey(example('receipt request key'));
  const base = Buffer.from(example('receipt request base'));
  expect(verify(null, base, key, Buffer.from(signature, 'base64'))).toBe(true);
  expect(base.toString()).toContain((headers['signature-input'] ?? '').replace('weir=', ''));
});
