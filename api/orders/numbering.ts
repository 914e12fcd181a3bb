import { createHmac } from 'node:crypto';
import { sha256 } from '#core/hash.ts';

/**
 * The id of the n-th order on a case for one operator. It follows from what it orders, so that drafting again after a crash
 * finds the order that was begun instead of making a second one.
 */
export const orderIdOf = (caseId: string, operatorId: string, number: number): string =>
  `order-${sha256(`order\n${caseId}\n${operatorId}\n${number}`).slice(0, 24)}`;

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * The code under which people complain about an order: its reference, and eight letters that nobody can guess from it (40 bits).
 * What counts is what the order says; a new session key changes no order that is signed.
 */
export const complaintCodeOf = (reference: string, secret: string): string => {
  const mac = createHmac('sha256', secret).update(`complaint-code\n${reference}`).digest();
  return `${reference}-${[...mac.subarray(0, 8)].map((byte) => LETTERS[byte % 32]).join('')}`;
};

/** The reference number that stands on the form (Annex I, section A): short enough to be read out. */
export const referenceOf = (orderId: string, memberState: string, at: string): string =>
  `${memberState}-${at.slice(0, 4)}-${sha256(`reference\n${orderId}`).slice(0, 10).toUpperCase()}`;
