import { orderSentOn } from '#core/case-state.ts';
import { isWeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { informOperator } from '#core/operator-record.ts';
import type { Order } from '#core/order.ts';
import { recordService, replayDelivery } from '#core/order-service.ts';
import { PROOF_BYTES, type ProofFile } from '#core/service.ts';
import { publishCase, publishOrder } from '#pipeline/publish.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { orderOf } from '../load.ts';
import type { RecordService } from '../schemas/orders.ts';

/** Keeps the file in the evidence store, under its hash. @throws PROOF_INVALID */
const keep = async (
  { store }: ApiDependencies,
  file: NonNullable<RecordService['file']>,
  order: Order,
  actor: Actor,
): Promise<ProofFile> => {
  const bytes = Buffer.from(file.content, 'base64');
  if (bytes.byteLength === 0 || bytes.byteLength > PROOF_BYTES || bytes.toString('base64') !== file.content)
    throw apiError('PROOF_INVALID');
  const sha256 = await store.evidence.put(bytes, { actor, why: `proof of service of ${order.reference}` });
  return { sha256, name: file.name, mediaType: file.mediaType, bytes: bytes.byteLength };
};

/**
 * A person records when a message was received, and how that is known.
 * @throws NOT_FOUND · SERVICE_NOT_AWAITED · SERVICE_TIME · PROOF_INVALID
 */
export const recordServed = async (
  deps: ApiDependencies,
  actor: Actor,
  orderId: string,
  { file, ...record }: RecordService,
): Promise<Order> => {
  const { store } = deps;
  const order = await orderOf(store, orderId);
  const at = store.clock.now().toISOString();
  // Refused before a file is kept.
  recordService(order, { ...record, file: null }, at);
  const proof = file === null ? null : await keep(deps, file, order, actor);
  const { state } = await store.orders.change(orderId, actor, (current) =>
    recordService(current, { ...record, file: proof }, at),
  );
  await publishOrder(deps, state);
  if (record.of === 'order') {
    const changed = await store.cases.change(order.caseId, actor, (current) => orderSentOn(current, orderId));
    if (changed.events.length > 0) await publishCase(deps, changed.state);
  }
  if (record.of === 'prior-information') {
    await store.operators.change(order.operatorId, actor, (entry) => informOperator(entry, record.receivedAt));
    await deps.queues.enqueue('deliver', { orderId });
  }
  return state;
};

/** Has a dead letter tried again. @throws NOT_FOUND · NOTHING_TO_REPLAY */
export const replay = async (deps: ApiDependencies, actor: Actor, orderId: string): Promise<Order> => {
  await orderOf(deps.store, orderId);
  const { state } = await deps.store.orders.change(orderId, actor, replayDelivery);
  await deps.queues.enqueue('deliver', { orderId });
  await publishOrder(deps, state);
  return state;
};

/** A file that proves a service of this order. @throws NOT_FOUND · EVIDENCE_DAMAGED */
export const proofOf = async (
  { store }: ApiDependencies,
  actor: Actor,
  orderId: string,
  hash: string,
): Promise<{ file: ProofFile; bytes: Buffer }> => {
  const order = await orderOf(store, orderId);
  const file = (order.service?.served ?? []).map((one) => one.file).find((one) => one?.sha256 === hash);
  if (file == null) throw apiError('NOT_FOUND');
  try {
    return { file, bytes: await store.evidence.get(hash, { actor, why: `proof of service of ${order.reference}` }) };
  } catch (error) {
    if (isWeirError(error, 'EVIDENCE_UNKNOWN') || isWeirError(error, 'EVIDENCE_CORRUPT'))
      throw apiError('EVIDENCE_DAMAGED', { cause: error });
    throw error;
  }
};
