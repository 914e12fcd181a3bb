import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWeirError } from '#core/errors.ts';
import { returnedMessage } from '#fixtures/returned-message.ts';
import { testKey } from '../../tests/api-house.ts';
import { MOST_BYTES, readDeliveryStatus } from './delivery-status.ts';
import { messageIdOf, returnAddress, returnTagOf, tagIn } from './return-tag.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const about = { to: 'returns+x@authority.example', recipient: 'orders@tidepool.example' };
const key = testKey('returns');

describe('a delivery status', () => {
  it('says what happened, to whom, and in which words', async () => {
    expect(await readDeliveryStatus(bytes(returnedMessage(about)))).toEqual({
      action: 'failed',
      words: '5.1.1, smtp; 550 5.1.1 no such mailbox, dns; mail.example',
      to: ['<returns+x@authority.example>'],
    });
    const delayed = await readDeliveryStatus(bytes(returnedMessage({ ...about, action: 'Delayed', status: '4.4.1' })));
    expect(delayed.action).toBe('delayed');
    const folded = returnedMessage({ ...about, diagnostic: 'smtp; 550 no\r\n such\tmailbox \u202e' });
    expect((await readDeliveryStatus(bytes(folded))).words).toContain('550 no such mailbox');
  });

  it.each([
    ['a letter', 'From: a@b.example\r\nTo: c@d.example\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.'],
    ['a report of another kind', returnedMessage(about).replace('delivery-status; b', 'disposition-notification; b')],
    ['a report without its part', returnedMessage(about).replace('message/delivery-status', 'text/plain')],
    ['a report of nobody', returnedMessage(about).replace('Action: failed', 'Action: lost')],
    ['nothing', ''],
  ])('is not seen in %s', async (_, message) => {
    await expect(readDeliveryStatus(bytes(message))).rejects.toMatchObject({ code: 'RETURNED_UNREADABLE' });
  });

  it('is not read where it is too large, and whatever comes ends in words', async () => {
    const large = returnedMessage(about) + 'x'.repeat(MOST_BYTES);
    await expect(readDeliveryStatus(bytes(large))).rejects.toMatchObject({ code: 'RETURNED_UNREADABLE' });
    const whole = returnedMessage(about);
    const piece = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(60),
      with: fc.string({ unit: 'binary', maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const message = pieces.reduce(
          (text, one) => text.slice(0, one.at) + one.with + text.slice(one.at + one.cut),
          whole,
        );
        try {
          const { action, words } = await readDeliveryStatus(bytes(message));
          expect(['failed', 'delayed', 'delivered', 'relayed', 'expanded']).toContain(action);
          expect(words).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        } catch (error) {
          if (!isWeirError(error, 'RETURNED_UNREADABLE')) throw error;
        }
      }),
    );
  });
});

describe('the address that a message comes back to', () => {
  const reference = 'IE-2026-3F9C1A77D0';
  const tag = returnTagOf(reference, messageIdOf('order-1'), key);

  it('is its own, short enough for any server, and read whatever its case', () => {
    const address = returnAddress('returns-of-the-authority@a.example', tag);
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
    for (const one of [address, address.toLowerCase(), address.toUpperCase(), `"X" <${address}>`])
      expect(tagIn(one)).toEqual({ reference, tag });
    expect(tagIn('returns@a.example')).toBeNull();
  });

  it('differs for every message, reference and house', () => {
    const others = [
      returnTagOf(reference, messageIdOf('order-2'), key),
      returnTagOf('IE-2026-3F9C1A77D1', messageIdOf('order-1'), key),
      returnTagOf(reference, messageIdOf('order-1'), testKey('another')),
    ];
    expect(new Set([tag, ...others]).size).toBe(4);
  });
});
