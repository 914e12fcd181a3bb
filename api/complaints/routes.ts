import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { COMPLAINT_STATES, type Complaint, type ComplaintState } from '#core/complaint.ts';
import { type Account, may } from '#core/roles.ts';
import { Id, Strict } from '#core/schema.ts';
import { readCommaList } from '../comma-list.ts';
import type { House } from '../dependencies.ts';
import { personOf } from '../guard.ts';
import { orderOf } from '../load.ts';
import { answers } from '../responses.ts';
import {
  ComplaintDetail,
  ComplaintList,
  ComplaintListQuery,
  type ComplaintShown,
  DecideComplaint,
  EnterScrutiny,
  TakeComplaint,
} from '../schemas/complaints.ts';
import { complaintOf, decide, enterScrutiny, involvedIn, take } from './review.ts';

const ComplaintId = Strict({ id: Id });

const shown = ({ contact, receiptHash: _, ...complaint }: Complaint): ComplaintShown => ({
  ...complaint,
  hasContact: contact !== null,
});

export const complaintRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['complaints'];

  const detail = async (complaint: Complaint, person: Account): Promise<ComplaintDetail> => {
    const [order, involved] = await Promise.all([
      orderOf(store, complaint.orderId),
      involvedIn(store, complaint.caseId),
    ]);
    const isFree = may(person.roles, 'complaint:decide') && !involved.has(person.id);
    const isOpen = complaint.state === 'received' || complaint.state === 'in_review';
    const isMine = complaint.reviewer === person.id;
    const names = [complaint.reviewer, complaint.decision?.by ?? null].filter((id) => id !== null);
    return {
      complaint: shown(complaint),
      reference: order.reference,
      tookPart: involved.has(person.id),
      actions: [
        ...(isFree && isOpen && !isMine ? (['take'] as const) : []),
        ...(isFree && complaint.state === 'in_review' && isMine ? (['decide'] as const) : []),
      ],
      people: await deps.directory.people(names),
    };
  };

  app.get(
    '/complaints',
    {
      config: { permission: 'complaint:read' },
      schema: {
        tags,
        summary: 'Complaints about orders, oldest first',
        querystring: ComplaintListQuery,
        response: answers(ComplaintList),
      },
    },
    async (request) => {
      const { states, size, ...query } = request.query;
      const page = await store.complaints.list({
        ...query,
        ...(states === undefined ? {} : { states: readCommaList(states, COMPLAINT_STATES, '/states') }),
        size: size ?? 25,
      });
      const items = await Promise.all(
        page.items.map(async (complaint) => ({
          complaint: shown(complaint),
          reference: (await orderOf(store, complaint.orderId)).reference,
        })),
      );
      const counts = await store.complaints.states();
      return {
        items,
        total: page.total,
        next: page.next,
        states: counts.map(({ key, count }) => ({ key: key as ComplaintState, count })),
      };
    },
  );

  app.get(
    '/complaints/:id',
    {
      config: { permission: 'complaint:read' },
      schema: { tags, summary: 'One complaint', params: ComplaintId, response: answers(ComplaintDetail) },
    },
    async (request) => detail(await complaintOf(store, request.params.id), personOf(request)),
  );

  app.post(
    '/complaints',
    {
      config: { permission: 'complaint:decide' },
      schema: {
        tags,
        summary: "Enter a finding of the other State's authority (article 4)",
        body: EnterScrutiny,
        response: answers(ComplaintDetail),
      },
    },
    async (request) => {
      const person = personOf(request);
      return detail(await enterScrutiny(deps, person, request.body), person);
    },
  );

  app.post(
    '/complaints/:id/review',
    {
      config: { permission: 'complaint:decide' },
      schema: {
        tags,
        summary: 'Take a complaint up; refused to whoever had a hand in the case',
        params: ComplaintId,
        body: TakeComplaint,
        response: answers(ComplaintDetail),
      },
    },
    async (request) => {
      const person = personOf(request);
      return detail(await take(deps, person, request.params.id, request.body.seq), person);
    },
  );

  app.post(
    '/complaints/:id/decision',
    {
      config: { permission: 'complaint:decide' },
      schema: {
        tags,
        summary: 'Uphold or reject; upheld reverses the case and annuls its orders',
        params: ComplaintId,
        body: DecideComplaint,
        response: answers(ComplaintDetail),
      },
    },
    async (request) => {
      const person = personOf(request);
      return detail(await decide(deps, person, request.params.id, request.body), person);
    },
  );
};
