/** Reads what a mail server writes about a message that it could not deliver: RFC 3464, inside of RFC 6522. */
import PostalMime from 'postal-mime';
import { WeirError } from '#core/errors.ts';

export interface DeliveryStatus {
  /** `failed` is for good; every other word of a server starts and ends nothing. */
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** What the servers said, for people. */
  words: string;
  /** Addresses that it came to, as its headers name them. */
  to: string[];
}

/** Of one message; servers cut what they return far below. */
export const MOST_BYTES = 1_000_000;
const ACTIONS: readonly string[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];
const ADDRESSED = ['to', 'delivered-to', 'x-original-to', 'envelope-to'];

const unreadable = (why: string): WeirError =>
  new WeirError('RETURNED_UNREADABLE', `This is no delivery status: ${why}.`, {
    status: 422,
    fix: 'Give the whole message as the mail server had it (RFC 3464). A person enters what came otherwise on the page of the order.',
  });

/** Blocks of fields with a blank line between: one for the message, then one for each recipient. */
const blocksOf = (text: string): Map<string, string>[] =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map((block) => {
      const fields = new Map<string, string>();
      for (const line of block.split('\n')) {
        const at = line.indexOf(':');
        if (at > 0) fields.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);

const plain = (text: string): string => text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ').trim();

/** @throws WeirError RETURNED_UNREADABLE (422) */
export const readDeliveryStatus = async (message: Uint8Array): Promise<DeliveryStatus> => {
  if (message.byteLength > MOST_BYTES) throw unreadable(`it is larger than ${MOST_BYTES} bytes`);
  const mail = await PostalMime.parse(message, { maxNestingDepth: 20 }).catch((cause: unknown) => {
    throw unreadable(cause instanceof Error ? cause.message : 'it cannot be parsed');
  });
  const type = mail.headers.find(({ key }) => key === 'content-type')?.value ?? '';
  if (!/^multipart\/report\b/i.test(type) || !/report-type\s*=\s*"?delivery-status"?/i.test(type))
    throw unreadable('it is not of the type multipart/report');
  const part = mail.attachments.find(({ mimeType }) => mimeType.toLowerCase() === 'message/delivery-status');
  if (part === undefined) throw unreadable('it has no part message/delivery-status');
  const text = typeof part.content === 'string' ? part.content : Buffer.from(part.content as ArrayBuffer).toString();
  const [about, ...recipients] = blocksOf(text);
  const told = recipients.filter((fields) => ACTIONS.includes((fields.get('action') ?? '').toLowerCase()));
  // One address gets one message; where a server names several, the failure counts.
  const one = told.find((fields) => fields.get('action')?.toLowerCase() === 'failed') ?? told[0];
  if (about === undefined || one === undefined) throw unreadable('it says of no recipient what happened');
  const said = [one.get('status'), one.get('diagnostic-code'), about.get('reporting-mta')];
  return {
    action: (one.get('action') ?? '').toLowerCase() as DeliveryStatus['action'],
    words: plain(said.filter((word) => word !== undefined).join(', ')).slice(0, 300),
    to: mail.headers.filter(({ key }) => ADDRESSED.includes(key)).map(({ value }) => value),
  };
};
