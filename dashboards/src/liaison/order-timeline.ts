import type { OrderDetail } from '#api/schemas/orders.ts';

type Order = OrderDetail['order'];

export interface TimelineEntry {
  key: string;
  at: string;
  what:
    | 'drafted'
    | 'signed'
    | 'priorInformation'
    | 'attempted'
    | 'attemptFailed'
    | 'sent'
    | 'served'
    | 'undelivered'
    | 'uninformed'
    | 'received'
    | 'due'
    | 'answered'
    | 'clarified'
    | 'executed'
    | 'verified';
  who?: string;
  detail?: string;
}

/** What happened to an order, oldest first, read from its record. */
export const timelineOf = (order: Order): TimelineEntry[] => {
  const entries: TimelineEntry[] = [{ key: 'drafted', at: order.createdAt, what: 'drafted', who: order.draftedBy }];
  if (order.signedAt !== null && order.signedBy !== null)
    entries.push({ key: 'signed', at: order.signedAt, what: 'signed', who: order.signedBy });
  if (order.priorInformationSentAt !== null && order.notBefore !== null)
    entries.push({ key: 'prior', at: order.priorInformationSentAt, what: 'priorInformation' });
  for (const [index, { at, error }] of order.attempts.entries())
    entries.push({
      key: `attempt-${index}`,
      at,
      what: error === null ? 'attempted' : 'attemptFailed',
      ...(error === null ? {} : { detail: error }),
    });
  for (const [index, { at, proof }] of (order.service?.sent ?? []).entries())
    entries.push({
      key: `sent-${index}`,
      at,
      what: 'sent',
      detail: `${proof.to} · ${proof.messageId} · ${proof.answer}`,
    });
  for (const [index, { at, by, note }] of (order.service?.served ?? []).entries())
    entries.push({ key: `served-${index}`, at, what: 'served', who: by, detail: note });
  const { undelivered = null, uninformed = null } = order.service ?? {};
  if (undelivered !== null)
    entries.push({ key: 'undelivered', at: undelivered.at, what: 'undelivered', detail: undelivered.error });
  if (uninformed !== null)
    entries.push({ key: 'uninformed', at: uninformed.at, what: 'uninformed', detail: uninformed.error });
  if (order.receipt !== null)
    entries.push({ key: 'received', at: order.receipt.receivedAt, what: 'received', detail: order.receipt.receiptId });
  for (const [index, { at, answer }] of order.answers.entries())
    entries.push({ key: `answer-${index}`, at, what: 'answered', detail: answer.form });
  for (const [index, { at, by, text }] of order.clarifications.entries())
    entries.push({ key: `clarified-${index}`, at, what: 'clarified', who: by, detail: text });
  if (order.executedAt !== null) entries.push({ key: 'executed', at: order.executedAt, what: 'executed' });
  if (order.verifiedAt !== null) entries.push({ key: 'verified', at: order.verifiedAt, what: 'verified' });
  // Things of one moment stay in the order in which they must have happened.
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => a.entry.at.localeCompare(b.entry.at) || a.index - b.index)
    .map(({ entry }) => entry);
};
