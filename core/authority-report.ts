/**
 * The yearly report of the authority (Regulation (EU) 2021/784, art. 8) as one function over the records. Every figure names the
 * records that it was counted from; what is not kept here says so (null) instead of nought. Drills are left out. Pure.
 */
import { type Static, Type } from 'typebox';
import type { Complaint } from './complaint.ts';
import type { Order } from './order.ts';
import { Id, Strict } from './schema.ts';

export const REPORT_POINTS = ['a', 'b', 'c', 'd'] as const;

/** By point of art. 8(1), in the order of the page. R: recalled, to be checked against the Official Journal. */
export const REPORT_FIGURES = {
  orders: 'a',
  addresses: 'a',
  crossBorder: 'a',
  emergencies: 'a',
  nonDisclosures: 'a',
  scrutinised: 'a',
  infringements: 'a',
  removed: 'a',
  removedInTheHour: 'a',
  removedLate: 'a',
  seenGone: 'a',
  notRemoved: 'a',
  impossible: 'a',
  needingClarification: 'a',
  withoutAnswer: 'a',
  annulled: 'a',
  exposedDecisions: 'b',
  ordersUnderReview: 'c',
  complaints: 'c',
  complaintsUpheld: 'c',
  complaintsRejected: 'c',
  complaintsWithdrawn: 'c',
  complaintsPending: 'c',
  penalties: 'd',
} as const satisfies Record<string, (typeof REPORT_POINTS)[number]>;
export type FigureId = keyof typeof REPORT_FIGURES;
export const FigureId = Type.Enum(Object.keys(REPORT_FIGURES) as FigureId[]);

export const ReportRecord = Strict({ kind: Type.Enum(['order', 'complaint'] as const), id: Id });
export type ReportRecord = Static<typeof ReportRecord>;

export interface Figure {
  id: FigureId;
  point: (typeof REPORT_POINTS)[number];
  /** Null: the house keeps no record of it. */
  value: number | null;
  /** What it was counted from, each once. */
  records: ReportRecord[];
}

const yearOf = (at: string): number => Number(at.slice(0, 4));

/** States in which an order has not left the house. */
const INSIDE: readonly Order['state'][] = ['draft', 'signed', 'prior_information', 'withdrawn'];

/** Signed, sent, and real. It belongs to the year (UTC) in which it was signed. */
export const isIssued = (order: Order): order is Order & { signedAt: string } =>
  order.drill === undefined && order.signedAt !== null && !INSIDE.includes(order.state);

/** The operator said so, or the house saw it. */
export const isRemoved = (order: Order): boolean =>
  order.state !== 'annulled' && (order.executedAt !== null || order.verifiedAt !== null);

/** The years for which there is something to report, newest first. */
export const reportYears = (orders: Iterable<Order>, complaints: Iterable<Complaint>): number[] => {
  const years = new Set<number>();
  for (const order of orders) if (isIssued(order)) years.add(yearOf(order.signedAt));
  for (const complaint of complaints) years.add(yearOf(complaint.receivedAt));
  return [...years].sort((a, b) => b - a);
};

/**
 * The figures of one year, as the records are now. `orders` may hold drafts, other years and drills, `complaints` other years:
 * they are left out here and nowhere else.
 */
export const authorityReport = (
  year: number,
  records: { orders: readonly Order[]; complaints: readonly Complaint[] },
): Figure[] => {
  const orders = records.orders.filter((order) => isIssued(order) && yearOf(order.signedAt) === year);
  const drills = new Set(records.orders.flatMap(({ id, drill }) => (drill === undefined ? [] : [id])));
  const complaints = records.complaints.filter(
    ({ receivedAt, orderId }) => yearOf(receivedAt) === year && !drills.has(orderId),
  );
  const scrutinies = records.complaints.filter(({ kind }) => kind === 'scrutiny');
  const examined = new Set(scrutinies.map(({ orderId }) => orderId));
  const infringing = new Set(scrutinies.filter(({ state }) => state === 'upheld').map(({ orderId }) => orderId));
  const contested = new Set(complaints.map(({ orderId }) => orderId));
  const stands = orders.filter(({ state }) => state !== 'annulled');
  const open = stands.filter((order) => !isRemoved(order));
  const lastAnswer = (order: Order) => order.answers.at(-1)?.answer;
  const reason = (order: Order): string | null => {
    const answer = lastAnswer(order);
    return answer?.form === 'tco-annex-3' ? answer.reason : null;
  };
  const ofOrders = (some: readonly Order[]): ReportRecord[] => some.map(({ id }) => ({ kind: 'order', id }));
  const ofComplaints = (some: readonly Complaint[]): ReportRecord[] =>
    some.map(({ id }) => ({ kind: 'complaint', id }));
  const which = (...states: Complaint['state'][]): ReportRecord[] =>
    ofComplaints(complaints.filter(({ state }) => states.includes(state)));
  const counted: Record<Exclude<FigureId, 'addresses'>, ReportRecord[] | null> = {
    orders: ofOrders(orders),
    crossBorder: ofOrders(orders.filter(({ document }) => document.sectionD.crossBorder)),
    emergencies: ofOrders(orders.filter(({ firstOrder, form }) => firstOrder && form.emergencyReason !== null)),
    nonDisclosures: ofOrders(orders.filter(({ document }) => document.sectionC.nonDisclosure)),
    scrutinised: ofOrders(orders.filter(({ id, scrutinies = [] }) => examined.has(id) || scrutinies.length > 0)),
    infringements: ofOrders(
      orders.filter(
        ({ id, scrutinies = [] }) =>
          infringing.has(id) || scrutinies.some(({ decision }) => decision?.finding === 'infringement'),
      ),
    ),
    removed: ofOrders(stands.filter(isRemoved)),
    removedInTheHour: ofOrders(stands.filter((order) => isRemoved(order) && !order.breached)),
    removedLate: ofOrders(stands.filter((order) => isRemoved(order) && order.breached)),
    seenGone: ofOrders(stands.filter(({ verifiedAt }) => verifiedAt !== null)),
    notRemoved: ofOrders(open),
    impossible: ofOrders(open.filter((order) => reason(order) === 'force-majeure')),
    needingClarification: ofOrders(
      open.filter((order) => ['manifest-errors', 'insufficient-information'].includes(reason(order) ?? '')),
    ),
    withoutAnswer: ofOrders(open.filter((order) => reason(order) === null)),
    annulled: ofOrders(orders.filter(({ state }) => state === 'annulled')),
    exposedDecisions: null,
    ordersUnderReview: ofOrders(records.orders.filter(({ id, drill }) => drill === undefined && contested.has(id))),
    complaints: ofComplaints(complaints),
    complaintsUpheld: which('upheld'),
    complaintsRejected: which('rejected'),
    complaintsWithdrawn: which('withdrawn'),
    complaintsPending: which('received', 'in_review'),
    penalties: null,
  };
  return (Object.keys(REPORT_FIGURES) as FigureId[]).map((id) => {
    const point = REPORT_FIGURES[id];
    if (id === 'addresses')
      return {
        ...{ id, point, records: ofOrders(orders) },
        value: orders.reduce((sum, { document }) => sum + document.sectionB.urls.length, 0),
      };
    const of = counted[id];
    return { id, point, value: of === null ? null : of.length, records: of ?? [] };
  });
};
