/** One act for each rule that must be refused: what is tried, and with which code. Printed as docs/refusals.md, and tried by its test. */
import type { Case, CaseEvent, DecisionInput } from '#core/case.ts';
import { countersignCase, decideCase, draftOrderOn, endHold, evolveCase } from '#core/case-state.ts';
import { addMilliseconds } from '#core/clock.ts';
import { type Conflict, releaseConflicts, requireNoConflict } from '#core/deconfliction.ts';
import { type Actor, eventId } from '#core/event.ts';
import { sha256 } from '#core/hash.ts';
import { signNotice } from '#core/notice-state.ts';
import { approveOperator, evolveOperator, type OperatorEntry } from '#core/operator-record.ts';
import type { Order, OrderEvent } from '#core/order.ts';
import { evolveOrder, signOrder } from '#core/order-state.ts';
import { foldNotice, noticeDrafted } from '#core/test-notices.ts';
import type { RemovalOrder } from '#core/wire.ts';
import { createOperatorRegister } from '#pipeline/operator-register.ts';
import { aLocation, caseOpened, machine, orderDrafted, person } from '#store/test-records.ts';
import { deliverOrder } from '#takedowns/delivery.ts';
import { EXAMPLE_ORDER } from '#takedowns/forms/examples.ts';
import { requireArticle34 } from '#takedowns/removal-order.ts';

const START = '2026-03-01T10:00:00.000Z';
const LATER = addMilliseconds(START, 61_000);
const hash = sha256('text');

const violating: DecisionInput = {
  ...{ outcome: 'violating', categories: ['incitement'], legalBasis: 'tco-art-3', reason: 'calls on others to attack' },
  contentHash: hash,
  exemption: {
    ...{ education: false, journalism: false, art: false, research: false, counterSpeech: false, publicDebate: false },
    explanation: 'It calls for an attack and nothing else.',
  },
};

type CaseDrafts = { type: string; data: unknown }[];
const fold = (state: Case | null, drafts: CaseDrafts, actor: Actor, at: string): Case => {
  let next = state;
  for (const draft of drafts) {
    const subject = { type: 'case' as const, id: 'case-1' };
    const seq = (next?.seq ?? 0) + 1;
    next = evolveCase(next, { v: 1, id: eventId(subject, seq), subject, seq, at, actor, ...draft } as CaseEvent);
  }
  if (next === null) throw new Error('a case is opened first');
  return next;
};

const open = (): Case => fold(null, [caseOpened('c1', { contentHash: hash })], machine, START);
const decide = (state: Case, input: DecisionInput = violating) =>
  decideCase(state, input, { actor: person('ana'), at: START, undoMilliseconds: 60_000, seenRevision: state.revision });
const confirmed = (): Case => {
  const decided = fold(open(), decide(open()), person('ana'), START);
  return fold(decided, endHold(decided, LATER), machine, LATER);
};
const countersign = (state: Case, who: string) =>
  countersignCase(state, { actor: person(who), at: LATER, seenRevision: state.revision, contentHash: hash });
const signedCase = (): Case => fold(confirmed(), countersign(confirmed(), 'ben'), person('ben'), LATER);

const draft = (change: Parameters<typeof orderDrafted>[1] = {}): Order => {
  const subject = { type: 'order' as const, id: 'order-1' };
  return evolveOrder(null, {
    ...{ v: 1, id: eventId(subject, 1), subject, seq: 1, at: START, actor: person('lia') },
    ...orderDrafted('R-1', change),
  } as OrderEvent);
};
const sign = (state: Order, actor: Actor) =>
  signOrder(state, { actor, at: LATER, document: EXAMPLE_ORDER, undoMilliseconds: 60_000, seenSeq: 1 });

const conflict = (kind: Conflict['kind']): Conflict => ({
  ...{ key: sha256(kind), kind, url: 'https://lanternfish.example/posts/0', reference: 'NL-7', orderId: null },
  detail: 'on the list of another authority',
});
const releasedBy = (by: string): Order => ({
  ...draft(),
  releases: [{ by, at: START, reason: 'agreed by telephone', conflicts: [conflict('other_authority').key] }],
});

const notice = () => foldNotice(null, [noticeDrafted()], person('lia'), START);
const signing = (who: string) => ({
  ...{ actor: person(who), at: LATER, document: notice().document, undoMilliseconds: 60_000, seenSeq: 1 },
});

const operator: OperatorEntry = {
  ...{ id: 'quay', name: 'Quay Hosting', platforms: ['Quay'], contactPoint: 'orders@quay.example', languages: ['en'] },
  ...{
    establishedIn: 'NL',
    legalRepresentative: null,
    key: null,
    channel: { kind: 'email', address: 'a@quay.example' },
  },
};
const proposedBy = (who: string) => {
  const subject = { type: 'operator' as const, id: 'quay' };
  const head = { v: 1 as const, id: eventId(subject, 1), subject, seq: 1, at: START, actor: person(who) };
  return evolveOperator(null, {
    ...head,
    type: 'operator.proposed',
    data: { entry: operator, reason: 'it hosts here' },
  });
};
/** A directory that is empty. */
const noOperators = { operators: { list: async () => [] } } as unknown as Parameters<typeof createOperatorRegister>[0];

type Section = 'sectionA' | 'sectionB' | 'sectionC' | 'sectionD' | 'sectionE' | 'sectionG';
/** The example of Annex I with one thing missing. */
const without = (section: Section, fields: object): RemovalOrder => ({
  ...EXAMPLE_ORDER,
  [section]: { ...EXAMPLE_ORDER[section], ...fields },
});
const needs = (document: RemovalOrder) => (): void => requireArticle34(document);

export interface Refusal {
  rule: string;
  tried: string;
  code: string;
  /** Which of several missing elements the error names. */
  names?: string;
  act: () => unknown;
}

export const REFUSALS: readonly Refusal[] = [
  {
    rule: 'Four eyes',
    tried: 'one person decides and countersigns a case',
    code: 'SECOND_PERSON_REQUIRED',
    act: () => countersign(confirmed(), 'ana'),
  },
  {
    rule: 'Four eyes',
    tried: 'the person who decided signs the order',
    code: 'SECOND_PERSON_REQUIRED',
    act: () => sign(draft(), person('ana')),
  },
  {
    rule: 'Four eyes',
    tried: 'an order on a case that one person decided and countersigned',
    code: 'SECOND_PERSON_REQUIRED',
    act: () => sign(draft({ countersignedBy: 'ana' }), person('cem')),
  },
  {
    rule: 'Nothing is ordered by a machine',
    tried: 'a machine signs the order',
    code: 'SECOND_PERSON_REQUIRED',
    act: () => sign(draft(), machine),
  },
  {
    rule: 'Four eyes',
    tried: 'an order before a second person has signed',
    code: 'SECOND_SIGNATURE_MISSING',
    act: () =>
      draftOrderOn(confirmed(), { orderId: 'o', operatorId: 'lanternfish-bv', postIds: [aLocation(0).postId] }),
  },
  {
    rule: 'Exemption, art. 1(3)',
    tried: 'a violating decision without the test',
    code: 'EXEMPTION_TEST_MISSING',
    act: () => decide(open(), { ...violating, exemption: null }),
  },
  {
    rule: 'Exemption, art. 1(3)',
    tried: 'a violating decision where one answer says "protected"',
    code: 'EXEMPTION_APPLIES',
    act: () =>
      decide(open(), {
        ...violating,
        exemption: violating.exemption === null ? null : { ...violating.exemption, journalism: true },
      }),
  },
  {
    rule: 'Art. 3(4)(a)',
    tried: 'an order that does not say who orders',
    ...{ code: 'ARTICLE_3_4', names: '3(4)(a)', act: needs(without('sectionE', { representative: '' })) },
  },
  {
    rule: 'Art. 3(4)(b)',
    tried: 'an order without reasons in words',
    ...{ code: 'ARTICLE_3_4', names: '3(4)(b)', act: needs(without('sectionB', { statementOfReasons: 'Illegal.' })) },
  },
  {
    rule: 'Art. 3(4)(b)',
    tried: 'an order that does not name the type of material',
    ...{ code: 'ARTICLE_3_4', names: '3(4)(b)', act: needs(without('sectionB', { reasons: [] })) },
  },
  {
    rule: 'Art. 3(4)(c)',
    tried: 'an order without an address',
    ...{ code: 'ARTICLE_3_4', names: '3(4)(c)', act: needs(without('sectionB', { urls: [] })) },
  },
  {
    rule: 'Art. 3(4)(d)',
    tried: 'an order that does not name the Regulation',
    code: 'ARTICLE_3_4',
    names: '3(4)(d)',
    act: needs({ ...EXAMPLE_ORDER, legalBasis: 'terms of service' } as unknown as RemovalOrder),
  },
  {
    rule: 'Art. 3(4)(e)',
    tried: 'an order without date and time',
    ...{ code: 'ARTICLE_3_4', names: '3(4)(e)', act: needs(without('sectionE', { signedAt: '' })) },
  },
  {
    rule: 'Art. 3(4)(f)',
    tried: 'an order that does not explain redress',
    ...{ code: 'ARTICLE_3_4', names: '3(4)(f)', act: needs(without('sectionG', { challengeDeadline: '' })) },
  },
  {
    rule: 'Art. 3(4)(g), 11(3)',
    tried: 'non-disclosure without a reason',
    code: 'ARTICLE_3_4',
    names: '3(4)(g)',
    act: needs(without('sectionC', { nonDisclosure: true, nonDisclosureReason: null })),
  },
  {
    rule: 'Only what was decided',
    tried: 'an order on an address outside the case',
    code: 'ADDRESS_OUTSIDE_CASE',
    act: () =>
      draftOrderOn(signedCase(), { orderId: 'o', operatorId: 'lanternfish-bv', postIds: [aLocation(7).postId] }),
  },
  {
    rule: 'Only what was decided',
    tried: 'an order on an address of the case at another operator',
    code: 'ADDRESS_OUTSIDE_CASE',
    act: () => draftOrderOn(signedCase(), { orderId: 'o', operatorId: 'ferry', postIds: [aLocation(0).postId] }),
  },
  {
    rule: 'Others at the same address, art. 14',
    tried: 'an order on an address that another authority is at',
    code: 'DECONFLICTION',
    act: () => requireNoConflict(draft(), [conflict('other_authority')], 'cem'),
  },
  {
    rule: 'Others at the same address, art. 14',
    tried: 'whoever lets such an order pass signs it too',
    code: 'DECONFLICTION',
    act: () => requireNoConflict(releasedBy('cem'), [conflict('other_authority')], 'cem'),
  },
  {
    rule: 'Others at the same address, art. 14',
    tried: 'an order on a case that is held for an investigation, whoever lets it pass',
    code: 'INVESTIGATION_HOLD',
    act: () => releaseConflicts(draft(), [conflict('investigation')], { actor: person('dua'), reason: 'urgent' }),
  },
  {
    rule: 'Four eyes',
    tried: 'the person who decided signs a notice under the DSA',
    code: 'SECOND_PERSON_REQUIRED',
    act: () => signNotice(notice(), signing('rita')),
  },
  {
    rule: 'Two people for the directory',
    tried: 'one person proposes an operator and approves it',
    code: 'SECOND_PERSON_REQUIRED',
    act: () => approveOperator(proposedBy('ana'), { actor: person('ana'), version: 1, reason: null }),
  },
  {
    rule: 'Two people for the directory',
    tried: 'an endpoint for orders without https',
    code: 'OPERATOR_INVALID',
    act: () =>
      createOperatorRegister(noOperators).propose(
        { ...operator, channel: { kind: 'https', ordersUrl: 'http://quay.example/orders' } },
        { actor: person('ana'), reason: 'it hosts here' },
      ),
  },
  {
    rule: 'Drills stay inside',
    tried: 'an order of a drill is sent',
    code: 'DRILL_STAYS_INSIDE',
    act: () => deliverOrder(draft({ drill: 'drill-1' }), {} as never),
  },
];
