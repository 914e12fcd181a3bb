/** Orders about which something happened; told by their events, so that no network takes part. */
import { hashOf } from '#core/hash.ts';
import type { LegalTerms, Order, OrderDraft } from '#core/order.ts';
import type { RemovalOrder } from '#core/wire.ts';
import { machine, person } from '#store/test-records.ts';
import { EXAMPLE_ORDER } from '#takedowns/forms/examples.ts';
import type { ApiHouse } from './api-house.ts';

export interface SignedOrder {
  reference?: string;
  caseId?: string;
  urls?: string[];
  /** Whom the operator must not tell, and why. */
  silence?: { nonDisclosure: boolean; nonDisclosureReason: string | null };
  terms?: LegalTerms;
  about?: Order['about'];
  /** What happened then. */
  after?: OrderDraft[];
}

/** An order of the operator ferry that rita decided, rolf countersigned, lena drew up and sven signed. */
export const signedOrder = async (house: ApiHouse, id: string, made: SignedOrder = {}): Promise<RemovalOrder> => {
  const { reference = `IE-2026-${id.toUpperCase()}`, caseId = 'case-1', terms, after = [] } = made;
  const { silence = { nonDisclosure: false, nonDisclosureReason: null } } = made;
  const { orders } = house.store;
  const { sectionA, sectionB } = EXAMPLE_ORDER;
  const document = {
    ...EXAMPLE_ORDER,
    sectionA: { ...sectionA, reference },
    sectionB: { ...sectionB, urls: made.urls ?? sectionB.urls },
    sectionC: silence,
  };
  await orders.create(
    id,
    {
      type: 'order.drafted',
      data: {
        ...{ caseId, operatorId: 'ferry', reference, document, postIds: [hashOf(id)] },
        form: { statementOfReasons: sectionB.statementOfReasons, ...silence, emergencyReason: null },
        ...(made.about === undefined ? {} : { about: made.about }),
        ...{ decidedBy: 'rita', countersignedBy: 'rolf', firstOrder: false, priorInformationSentAt: null },
      },
    },
    person('lena'),
  );
  const holdUntil = house.clock.now().toISOString();
  const signing = { document, documentHash: hashOf(document), holdUntil, ...(terms === undefined ? {} : { terms }) };
  await orders.change(id, person('sven'), () => [{ type: 'order.signed', data: signing }]);
  // Events of one write that follow one another are told one by one where the first must be there before.
  for (const draft of after) await orders.change(id, machine, () => [draft]);
  return document;
};

/** It left, and the operator has it since now. */
export const receivedNow = (house: ApiHouse, reference: string): OrderDraft[] => [
  { type: 'order.attempted', data: {} },
  {
    type: 'order.received',
    data: { receipt: { reference, receiptId: 'ferry-9', receivedAt: house.clock.now().toISOString() } },
  },
];
