import { randomUUID } from 'node:crypto';
import type { Complaint } from '#core/complaint.ts';
import {
  decideComplaint,
  type ReviewContext,
  receiveComplaint,
  takeComplaint,
  tookPart,
} from '#core/complaint-state.ts';
import type { Order } from '#core/order.ts';
import type { Account } from '#core/roles.ts';
import type { Store } from '#store/store.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { caseOf } from '../load.ts';
import type { DecideComplaint, EnterScrutiny } from '../schemas/complaints.ts';

const PAGE = 100;

/** @throws NOT_FOUND */
export const complaintOf = async (store: Store, id: string): Promise<Complaint> => {
  const complaint = await store.complaints.get(id);
  if (complaint === null) throw apiError('NOT_FOUND');
  return complaint;
};

const ordersOn = async (store: Store, caseId: string): Promise<Order[]> => {
  await store.orders.refresh();
  const found: Order[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.orders.list({ caseId, size: PAGE, after });
    found.push(...page.items);
    after = page.next;
  }
  return found;
};

/** Everybody who had a hand in the case of a complaint, and whoever has the case before them now. */
export const involvedIn = async (store: Store, caseId: string): Promise<Set<string>> => {
  const [subject, orders, notices, holders] = await Promise.all([
    caseOf(store, caseId),
    ordersOn(store, caseId),
    store.notices.ofCase(caseId),
    store.leases.holders([caseId]),
  ]);
  const involved = tookPart(subject, orders);
  for (const id of notices.flatMap(({ people }) => people)) involved.add(id);
  for (const { accountId } of holders.values()) involved.add(accountId);
  return involved;
};

const actorFor = (person: Account) => ({ kind: 'human' as const, id: person.id });
const contextFor = async (
  store: Store,
  person: Account,
  complaint: Complaint,
  seenSeq: number,
): Promise<ReviewContext> => ({
  actor: actorFor(person),
  seenSeq,
  involved: await involvedIn(store, complaint.caseId),
});

/** @throws NOT_FOUND · COMPLAINT_CHANGED · COMPLAINT_STATE · TOOK_PART */
export const take = async (
  { store }: ApiDependencies,
  person: Account,
  id: string,
  seenSeq: number,
): Promise<Complaint> => {
  const context = await contextFor(store, person, await complaintOf(store, id), seenSeq);
  return (await store.complaints.change(id, context.actor, (state) => takeComplaint(state, context))).state;
};

/** Decides; what follows from an upheld complaint is the pipeline's. @throws as `take`, and COMPLAINT_NOT_YOURS */
export const decide = async (
  { store, queues }: ApiDependencies,
  person: Account,
  id: string,
  input: DecideComplaint,
): Promise<Complaint> => {
  const { seq, outcome, reason } = input;
  const context = await contextFor(store, person, await complaintOf(store, id), seq);
  const { state } = await store.complaints.change(id, context.actor, (current) =>
    decideComplaint(current, { outcome, reason }, context),
  );
  if (outcome === 'upheld') await queues.enqueue('reverse', { complaintId: id });
  return state;
};

/** Enters what the authority of the State of establishment found (art. 4). @throws COMPLAINT_CODE_UNKNOWN */
export const enterScrutiny = async (
  { store }: ApiDependencies,
  person: Account,
  input: EnterScrutiny,
): Promise<Complaint> => {
  const order = await store.orders.byReference(input.reference);
  if (order === null || order.receipt === null) throw apiError('COMPLAINT_CODE_UNKNOWN');
  const { lang, text } = input;
  const { state } = await store.complaints.create(
    `complaint-${randomUUID()}`,
    receiveComplaint(
      {
        kind: 'scrutiny',
        filer: 'authority',
        caseId: order.caseId,
        orderId: order.id,
        lang,
        text,
        contact: null,
        receiptHash: null,
      },
      store.clock.now().toISOString(),
    ),
    actorFor(person),
  );
  return state;
};
