/**
 * The clocks of one order, read from its record: which run, since when, until when. Pure. What falls due is told by `dueMoments`,
 * in the order of the law's moments, however long nobody looked.
 */
import { endOfPeriod } from './calendar.ts';
import { addMilliseconds } from './clock.ts';
import { CLOCKS, type ClockId, type LegalClock, type WarningLead, type WarningLeads } from './clocks.ts';
import type { Order, OrderDraft } from './order.ts';

/** `waiting`: what it starts with has not happened. `ended`: it ran out and nothing was broken by that. */
export const CLOCK_STATUSES = ['waiting', 'running', 'suspended', 'met', 'ended', 'broken', 'stopped'] as const;
export type ClockStatus = (typeof CLOCK_STATUSES)[number];

export interface OrderClock {
  /** Of the order; `scrutiny` has one for each request. */
  key: string;
  id: ClockId;
  status: ClockStatus;
  startsAt: string | null;
  dueAt: string | null;
}

export const zoneOf = (order: Pick<Order, 'terms'>): string => order.terms?.timeZone ?? 'UTC';

const copyOf = (order: Order) => order.letters?.find(({ kind }) => kind === 'authority_copy');

const hasEnded = (order: Order, key: string, dueAt: string): boolean =>
  order.endedClocks?.some((one) => one.clock === key && one.dueAt === dueAt) === true;

/** States in which an order has no effect: none of its clocks runs. */
const isDead = (order: Order): boolean => order.state === 'annulled' || order.state === 'withdrawn';

const clock = (
  order: Order,
  id: ClockId,
  times: { startsAt: string | null; dueAt: string | null; status?: ClockStatus; key?: string },
): OrderClock => {
  const { startsAt, dueAt, key = id } = times;
  const status = (): ClockStatus => {
    if (times.status !== undefined) return times.status;
    if (dueAt !== null && hasEnded(order, key, dueAt)) return 'ended';
    if (isDead(order)) return 'stopped';
    return startsAt === null || dueAt === null ? 'waiting' : 'running';
  };
  return { key, id, startsAt, dueAt, status: status() };
};

const removal = (order: Order): OrderClock => {
  const { state, dueAt, breached, receipt } = order;
  const startsAt = order.clarifications.length > 0 && dueAt !== null ? addMilliseconds(dueAt, -HOUR) : null;
  const status = (): ClockStatus => {
    if (breached) return 'broken';
    if (state === 'annulled' || state === 'withdrawn') return 'stopped';
    if (state === 'executed' || state === 'verified') return 'met';
    if (state === 'impossible' || state === 'needs_clarification') return 'suspended';
    return dueAt === null ? 'waiting' : 'running';
  };
  return clock(order, 'removal', { startsAt: startsAt ?? receipt?.receivedAt ?? null, dueAt, status: status() });
};
const HOUR = CLOCKS.removal.milliseconds;

/** When the decision not to tell the content provider lapses; null where there is none. */
export const nonDisclosureUntil = (order: Order): string | null => {
  if (!order.form.nonDisclosure || order.signedAt === null) return null;
  return order.nonDisclosureExtension?.until ?? addMilliseconds(order.signedAt, CLOCKS.nonDisclosure.milliseconds);
};

const redress = (order: Order): OrderClock[] => {
  const period = order.terms?.redress ?? null;
  if (period === null && order.finalAt === undefined) return [];
  const startsAt = order.receipt?.receivedAt ?? null;
  const dueAt = startsAt === null || period === null ? null : endOfPeriod(startsAt, period, zoneOf(order));
  const isChallenged = order.challenges?.some(({ end }) => end === null) === true;
  const ended = order.finalAt === undefined ? undefined : ('ended' as const);
  const status = ended ?? (isChallenged && !isDead(order) ? ('suspended' as const) : undefined);
  return [clock(order, 'redress', { startsAt, dueAt, ...(status === undefined ? {} : { status }) })];
};

const scrutinies = (order: Order): OrderClock[] => {
  if (!order.document.sectionD.crossBorder) return [];
  const received = order.receipt?.receivedAt ?? null;
  const copied = copyOf(order)?.delivered?.at ?? null;
  const all = order.scrutinies ?? [];
  const own = all.find(({ filer, decision }) => filer === 'authority' && decision !== null);
  return [
    clock(order, 'scrutinyRequest', {
      startsAt: received,
      dueAt: received === null ? null : addMilliseconds(received, CLOCKS.scrutinyRequest.milliseconds),
    }),
    clock(order, 'scrutiny', {
      startsAt: copied,
      dueAt: copied === null ? null : addMilliseconds(copied, CLOCKS.scrutiny.milliseconds),
      ...(own === undefined ? {} : { status: 'met' as const }),
    }),
    ...all
      .filter(({ filer }) => filer !== 'authority')
      .map(({ id, startsAt, dueAt, decision }) =>
        clock(order, 'scrutiny', {
          ...{ key: `scrutiny:${id}`, startsAt, dueAt },
          ...(decision === null ? {} : { status: 'met' as const }),
        }),
      ),
  ];
};

/** Every clock of an order that has a meaning for it, in the order of the articles. */
export const clocksOf = (order: Order): OrderClock[] => {
  const isFirst = order.firstOrder && order.form.emergencyReason === null;
  const left = order.attempts.length > 0;
  const until = nonDisclosureUntil(order);
  return [
    ...(isFirst
      ? [
          clock(order, 'priorInformation', {
            startsAt: order.priorInformationSentAt,
            dueAt: order.notBefore,
            ...(left ? { status: 'met' as const } : {}),
          }),
        ]
      : []),
    removal(order),
    ...redress(order),
    ...scrutinies(order),
    ...(order.form.nonDisclosure ? [clock(order, 'nonDisclosure', { startsAt: order.signedAt, dueAt: until })] : []),
    clock(order, 'preservation', { startsAt: order.executedAt, dueAt: order.preserveUntil }),
  ];
};

const isWarned = (order: Order, { key, dueAt }: OrderClock): boolean =>
  order.warnings?.some((one) => one.clock === key && one.dueAt === dueAt) === true;

type Ending = OrderClock & { dueAt: string };
const isRunning = (one: OrderClock): one is Ending => one.status === 'running' && one.dueAt !== null;

/** Clocks that the house watches: prior information is waited for on the way to the operator. */
const watched = (order: Order): Ending[] =>
  clocksOf(order)
    .filter(isRunning)
    .filter(({ id }) => id !== 'priorInformation');

const leadOf = (id: ClockId): WarningLead | undefined => (CLOCKS[id] as LegalClock).warnBefore;

/** The watched clock that runs out next; null while none runs. */
export const nextWatched = (order: Order): Ending | null =>
  watched(order).toSorted((a, b) => a.dueAt.localeCompare(b.dueAt))[0] ?? null;

export const nextEnd = (order: Order): string | null => nextWatched(order)?.dueAt ?? null;

/** When the next watched clock runs out of which nobody was warned, for one kind of warning. */
export const nextUnwarned = (order: Order, lead: WarningLead): string | null =>
  earliest(watched(order).filter((one) => leadOf(one.id) === lead && !isWarned(order, one)));

const earliest = (clocks: Ending[]): string | null => clocks.map(({ dueAt }) => dueAt).sort()[0] ?? null;

const ending = (one: Ending): OrderDraft => {
  if (one.id === 'removal') return { type: 'order.overdue', data: {} };
  if (one.id === 'redress') return { type: 'order.final', data: { finalAt: one.dueAt } };
  return { type: 'order.clock_ended', data: { clock: one.key, dueAt: one.dueAt } };
};

/**
 * What has fallen due by `at`, earliest first: warnings, then ends. A warning that nobody was there to give is given late rather
 * than left out. A clock runs out a moment after its last moment, never in it.
 */
export const dueMoments = (order: Order, at: string, leads: WarningLeads): OrderDraft[] => {
  const moments = watched(order).flatMap((one) => {
    const lead = leadOf(one.id);
    const warnAt = lead === undefined || isWarned(order, one) ? null : addMilliseconds(one.dueAt, -leads[lead]);
    return [
      ...(warnAt === null || warnAt > at
        ? []
        : [
            {
              moment: warnAt,
              draft: {
                type: 'order.warned' as const,
                data: { clock: one.key, dueAt: one.dueAt, late: at > one.dueAt },
              },
            },
          ]),
      ...(at > one.dueAt ? [{ moment: one.dueAt, draft: ending(one) }] : []),
    ];
  });
  return moments
    .map((one, index) => ({ ...one, index }))
    .sort((a, b) => a.moment.localeCompare(b.moment) || a.index - b.index)
    .map(({ draft }) => draft);
};
