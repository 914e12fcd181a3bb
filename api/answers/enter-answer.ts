import { makeAnswerCode } from '#core/notice-state.ts';
import { makeOrderAnswerCode } from '#core/order-state.ts';
import { answerCodeHashOf } from '#core/receipt-code.ts';
import type { Account } from '#core/roles.ts';
import { readAnyAnswer } from '#takedowns/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { newReceiptCode } from '../public/receipt-code.ts';
import type { AnswerCodeMade, EnterAnswer } from '../schemas/notices.ts';
import { type Addressed, takeAnswer } from './take-answer.ts';

/** A person enters what came by letter, telephone or mail, and says what it came in. */
export const enterAnswer = async (
  deps: ApiDependencies,
  person: Account,
  to: Addressed,
  { source, answer }: EnterAnswer,
): Promise<boolean> =>
  takeAnswer(deps, to, readAnyAnswer(answer), { via: 'hand', source }, { kind: 'human', id: person.id });

/** A code for the public page. The house keeps its hash alone, so it is seen only now. */
export const makeCode = async (deps: ApiDependencies, person: Account, to: Addressed): Promise<AnswerCodeMade> => {
  const { store, config } = deps;
  const code = newReceiptCode();
  const hash = answerCodeHashOf(code);
  const at = store.clock.now().toISOString();
  const actor = { kind: 'human' as const, id: person.id };
  const { state } =
    to.kind === 'order'
      ? await store.orders.change(to.subject.id, actor, (current) => makeOrderAnswerCode(current, hash, at))
      : await store.notices.change(to.subject.id, actor, (current) => makeAnswerCode(current, hash, at));
  const expiresAt = (state.answerCodes ?? []).find((one) => one.hash === hash)?.expiresAt ?? at;
  return { code, page: `${config.publicUrl}/public/answer`, expiresAt };
};
