import { sha256 } from '#core/hash.ts';

/**
 * The id of the n-th order on a case for one operator. It follows from what it orders, so that drafting again after a crash
 * finds the order that was begun instead of making a second one.
 */
export const orderIdOf = (caseId: string, operatorId: string, number: number): string =>
  `order-${sha256(`order\n${caseId}\n${operatorId}\n${number}`).slice(0, 24)}`;

/** The reference number that stands on the form (Annex I, section A): short enough to be read out. */
export const referenceOf = (orderId: string, memberState: string, at: string): string =>
  `${memberState}-${at.slice(0, 4)}-${sha256(`reference\n${orderId}`).slice(0, 10).toUpperCase()}`;
