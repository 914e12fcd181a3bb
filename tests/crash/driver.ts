import type { CaseDetail, Claimed } from '#api/schemas/cases.ts';
import type { OrderDetail } from '#api/schemas/orders.ts';
import type { Case } from '#core/case.ts';
import type { Order } from '#core/order.ts';
import type { Person } from './person.ts';
import type { Progress } from './progress.ts';

/** An act that the API acknowledged: after that nothing may make it unhappen, nor happen twice. */
export interface Act {
  type: string;
  subject: { type: 'case' | 'order'; id: string };
  /** Number of the event in its subject; null where the answer does not tell it. */
  seq: number | null;
  actor: string;
}

/** A note that was tried. Without an acknowledgement it may be there or not, but never twice. */
export interface Note {
  caseId: string;
  text: string;
  acknowledged: boolean;
}

export interface Record {
  acts: Act[];
  notes: Note[];
  /** Orders drafted by this driver, by id; the reference is on the order itself. */
  orders: Set<string>;
  /** Cases that the driver took. */
  cases: Set<string>;
}
export const emptyRecord = (): Record => ({ acts: [], notes: [], orders: new Set(), cases: new Set() });

export interface People {
  mei: Person;
  jonas: Person;
  lea: Person;
}

const EXEMPTION = {
  education: false,
  journalism: false,
  art: false,
  research: false,
  counterSpeech: false,
  publicDebate: false,
  explanation: 'It calls for violence and serves none of the protected purposes.',
};

const formFor = (operatorId: string) => ({
  statementOfReasons: 'The text states the intention to commit an attack on people and names the place of it.',
  nonDisclosure: false,
  nonDisclosureReason: null,
  // Papertrail never had an order: without an emergency it would be told twelve hours before.
  emergencyReason: operatorId === 'operator-papertrail' ? 'The announced attack is a matter of hours.' : null,
});

const now = (): string => new Date().toISOString();

/** Where an order stands when nothing more is asked of it. */
export const isOver = (order: Order): boolean => order.state === 'verified' || order.state === 'withdrawn';

/**
 * Pushes cases through the house as people would: look, press the one button that the state calls for, look again. An
 * answer that does not come is never believed to be a yes or a no.
 */
export const openDriver = (people: People, progress: Progress, record: Record) => {
  const { mei, jonas, lea } = people;
  const seen = new Map<string, string>();

  const noteState = (key: string, state: string): void => {
    if (seen.get(key) === state) return;
    seen.set(key, state);
    progress.step(`${key} is ${state}`);
  };
  const acknowledged = (act: Act): void => {
    record.acts.push(act);
    progress.step(`${act.type} acknowledged`);
  };

  const look = async (caseId: string): Promise<Case | null> => {
    const reply = await jonas.get<CaseDetail>(`/cases/${caseId}`);
    if (reply.kind !== 'done') return null;
    noteState(caseId, `${reply.body.case.state} ${reply.body.case.holdUntil === null}`);
    return reply.body.case;
  };
  const lookAtOrder = async (orderId: string): Promise<Order | null> => {
    const reply = await lea.get<OrderDetail>(`/orders/${orderId}`);
    if (reply.kind !== 'done') return null;
    noteState(orderId, reply.body.order.state);
    return reply.body.order;
  };

  const decide = async (subject: Case): Promise<void> => {
    const reply = await mei.post<CaseDetail>(`/cases/${subject.id}/decisions`, {
      revision: subject.revision,
      decision: {
        outcome: 'violating',
        categories: [subject.assessment.leading],
        legalBasis: 'tco-art-3',
        exemption: EXEMPTION,
        reason: 'States an intention to attack people.',
        contentHash: subject.contentHash,
      },
    });
    if (reply.kind === 'done')
      acknowledged({
        type: 'case.decided',
        subject: { type: 'case', id: subject.id },
        seq: reply.body.case.seq,
        actor: 'account-mei',
      });
  };

  const countersign = async (subject: Case): Promise<void> => {
    const reply = await jonas.post<CaseDetail>(`/cases/${subject.id}/countersignature`, {
      revision: subject.revision,
      contentHash: subject.contentHash,
    });
    if (reply.kind === 'done')
      acknowledged({
        type: 'case.countersigned',
        subject: { type: 'case', id: subject.id },
        seq: reply.body.case.seq,
        actor: 'account-jonas',
      });
    // The decision was made and the claim not given back, because something died between the two.
    else if (reply.kind === 'refused' && reply.code === 'CASE_CLAIMED')
      await mei.post(`/cases/${subject.id}/release`, { reason: null });
  };

  const draft = async (subject: Case, operatorId: string): Promise<void> => {
    const reply = await lea.post<OrderDetail>('/orders', {
      caseId: subject.id,
      operatorId,
      form: formFor(operatorId),
    });
    if (reply.kind !== 'done') return;
    const { id } = reply.body.order;
    record.orders.add(id);
    // A draft that a crash left begun is taken up again, so it is the order that counts and not who pressed first.
    acknowledged({ type: 'order.drafted', subject: { type: 'order', id }, seq: 1, actor: 'account-lea' });
    acknowledged({
      type: 'case.order_drafted',
      subject: { type: 'case', id: subject.id },
      seq: null,
      actor: 'account-lea',
    });
  };

  const pushOrder = async (orderId: string): Promise<boolean> => {
    const order = await lookAtOrder(orderId);
    if (order === null) return false;
    record.orders.add(orderId);
    const act = async (path: string, body: object, type: string): Promise<void> => {
      const reply = await lea.post<OrderDetail>(`/orders/${orderId}/${path}`, body);
      if (reply.kind === 'done')
        acknowledged({
          type,
          subject: { type: 'order', id: orderId },
          seq: reply.body.order.seq,
          actor: 'account-lea',
        });
    };
    if (order.state === 'draft') await act('signature', { seq: order.seq }, 'order.signed');
    if (order.state === 'needs_clarification')
      await act(
        'clarification',
        { text: 'The item of this address whose text begins with the words quoted.' },
        'order.clarified',
      );
    return isOver(order);
  };

  const uncovered = (subject: Case): string[] => {
    const covered = new Set(subject.orders.flatMap((order) => order.postIds));
    return [
      ...new Set(
        subject.locations
          .filter((location) => location.status === 'up' && !covered.has(location.postId))
          .map((location) => location.operatorId),
      ),
    ];
  };

  /** One look and at most one press. @returns whether the case and its orders ask for nothing more */
  const push = async (caseId: string): Promise<boolean> => {
    const subject = await look(caseId);
    if (subject === null) return false;
    const orders = await Promise.all(subject.orders.map(({ orderId }) => pushOrder(orderId)));
    switch (subject.state) {
      case 'open':
      case 'escalated':
        if (subject.holdUntil === null) await decide(subject);
        return false;
      case 'confirmed':
        if (subject.holdUntil === null || subject.holdUntil <= now()) await countersign(subject);
        return false;
      case 'signed':
      case 'in_takedown': {
        const [operatorId] = uncovered(subject);
        if (operatorId !== undefined) await draft(subject, operatorId);
        return false;
      }
      case 'resolved':
        return orders.every(Boolean);
      default:
        return false;
    }
  };

  /** Takes the next case of the queue, or null where none waits or no answer came. */
  const take = async (): Promise<string | null> => {
    const reply = await mei.post<Claimed>('/cases/claim', {});
    if (reply.kind !== 'done' || reply.body.claimed === null) return null;
    const { id } = reply.body.claimed.case;
    record.cases.add(id);
    progress.step(`${id} taken`);
    return id;
  };

  let notes = 0;
  /** One more note on a case: an act that can be repeated for ever, so that the ledger is never at rest. */
  const addNote = async (caseId: string): Promise<void> => {
    notes += 1;
    const note: Note = { caseId, text: `Seen again, note ${notes}.`, acknowledged: false };
    record.notes.push(note);
    const reply = await mei.post<CaseDetail>(`/cases/${caseId}/notes`, { text: note.text });
    if (reply.kind !== 'done') return;
    note.acknowledged = true;
    acknowledged({
      type: 'case.noted',
      subject: { type: 'case', id: caseId },
      seq: reply.body.case.seq,
      actor: 'account-mei',
    });
  };

  return { take, push, addNote };
};
export type Driver = ReturnType<typeof openDriver>;
