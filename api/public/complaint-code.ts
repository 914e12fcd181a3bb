import type { Order } from '#core/order.ts';
import type { Store } from '#store/store.ts';
import { sameSecret } from '../session/sessions.ts';

/** `IE-2026-0A1B2C3D4E` of `IE-2026-0A1B2C3D4E-7KQ2MR8T`; orders from before there were codes have their reference alone. */
const referenceOf = (code: string): string => code.match(/^[A-Z]{2}-\d{4}-[0-9A-F]{10}/)?.[0] ?? code;

const LEFT: readonly Order['state'][] = ['draft', 'signed', 'prior_information'];

/** The order that a code was printed on, or null. An order that has not left the house is nobody's to complain about yet. */
export const orderByComplaintCode = async (store: Store, typed: string): Promise<Order | null> => {
  const code = typed.toUpperCase().replace(/\s/g, '');
  if (!/^[A-Z0-9-]{8,128}$/.test(code)) return null;
  const order = await store.orders.byReference(referenceOf(code));
  if (order === null || LEFT.includes(order.state) || order.attempts.length === 0) return null;
  return sameSecret(code, order.document.sectionG.complaint?.code ?? order.reference) ? order : null;
};
