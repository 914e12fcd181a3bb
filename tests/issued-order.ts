/** Orders of the operator ferry, signed, received and, if wished, carried out; told by their events, so that no network takes part. */
import { sha256 } from '#core/hash.ts';
import type { OrderDraft } from '#core/order.ts';
import type { RemovalOrder } from '#core/wire.ts';
import { machine, orderDrafted, person } from '#store/test-records.ts';
import type { ApiHouse } from './api-house.ts';

/** Stands in the text of every case: what must not be seen where only figures are. */
export const ORDERED_TEXT = 'join the [redacted] at the mill';

const documentOf = (crossBorder: boolean): RemovalOrder =>
  ({
    ...{ form: 'tco-annex-1', version: 1 },
    sectionB: { urls: ['https://ferry.example/one'], reasons: ['a', 'c'] },
    sectionC: { nonDisclosure: false, nonDisclosureReason: null },
    sectionD: { crossBorder, copySentTo: null },
  }) as unknown as RemovalOrder;

export interface Issued {
  name: string;
  /** Minutes from receipt to the removal; null: nothing is answered, and the hour ends. */
  removedAfter: number | null;
  drill?: string;
  crossBorder?: boolean;
  /** The redress period has ended. */
  isFinal?: boolean;
}

/** @returns its id. The clock of the house goes on by the minutes. */
export const issueOrder = async (house: ApiHouse, issued: Issued): Promise<string> => {
  const { name, removedAfter, drill, crossBorder = false, isFinal = false } = issued;
  const { store, clock } = house;
  const subject = await house.openCase(name, { text: `${name}: ${ORDERED_TEXT}` });
  const postIds = subject.locations.map(({ postId }) => postId);
  const id = `order-${name}`;
  const document = documentOf(crossBorder);
  const drafted = orderDrafted(`R-${name}`, {
    ...{ caseId: subject.id, operatorId: 'ferry', document, postIds },
    ...(drill === undefined ? {} : { drill }),
  });
  await store.orders.create(id, drafted, person('lena'));
  const at = clock.now().toISOString();
  const change = (actor: typeof machine, drafts: OrderDraft[]) => store.orders.change(id, actor, () => drafts);
  await change(person('sven'), [
    { type: 'order.signed', data: { document, documentHash: sha256(name), holdUntil: at } },
  ]);
  await change(machine, [
    { type: 'order.attempted', data: {} },
    { type: 'order.received', data: { receipt: { reference: `R-${name}`, receiptId: 'r', receivedAt: at } } },
  ]);
  clock.advance((removedAfter ?? 61) * 60_000);
  if (removedAfter === null) {
    await change(machine, [{ type: 'order.overdue', data: {} }]);
    return id;
  }
  const measureAt = clock.now().toISOString();
  const provider = { name: 'Ferry', memberState: 'NL', authorisedPerson: 'Pat', email: 'pat@ferry.example' };
  await change(machine, [
    {
      type: 'order.answered',
      data: {
        answer: {
          ...{ form: 'tco-annex-2', version: 1, addressee: 'Ferry', authority: 'A', reference: `R-${name}` },
          ...{ addresseeReference: 'r', receivedAt: at, measure: 'removed', measureAt, provider },
          answeredAt: measureAt,
        },
      },
    },
  ]);
  if (isFinal) await change(machine, [{ type: 'order.final', data: { finalAt: measureAt } }]);
  return id;
};
