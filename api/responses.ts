import type { FastifyReply } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { ErrorEnvelope } from './schemas/envelope.ts';

/** Schemas for every answer of a route: its own, and the one envelope for whatever goes wrong. */
export const answers = <S extends TSchema>(success: S) => ({
  200: success,
  '4xx': ErrorEnvelope,
  '5xx': ErrorEnvelope,
});

/** A body that is sent as it is. */
const Bytes = Type.Unsafe<Buffer>({ type: 'string', contentEncoding: 'binary' });
export const bytes = { 200: Bytes, '4xx': ErrorEnvelope, '5xx': ErrorEnvelope };

/** A form on paper: shown, never kept. */
export const sendPdf = (reply: FastifyReply, { name, pdf }: { name: string; pdf: Uint8Array }): FastifyReply =>
  reply
    .header('content-type', 'application/pdf')
    .header('content-disposition', `inline; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(Buffer.from(pdf));
