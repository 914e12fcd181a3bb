/** Questions to colleagues, their answers, and cases that are handed over. */
import type { Case } from '#core/case.ts';
import { answerAbout, askAbout, handOverCase, mayActNext } from '#core/case-colleagues.ts';
import { type Account, may } from '#core/roles.ts';
import { publishCase } from '#pipeline/publish.ts';
import type { Store } from '#store/store.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import type { AskColleague, CasesForMe, Colleagues, HandOverCase } from '../schemas/cases.ts';
import { publicAccount } from '../session/public-account.ts';
import { caseFor, readableBy } from './readable.ts';

const actorFor = (person: Account) => ({ kind: 'human' as const, id: person.id });

const mayRead = (account: Account, subject: Case): boolean =>
  !account.disabled && readableBy(account, [subject]).length === 1 && may(account.roles, 'case:note');
const mayDecide = (account: Account): boolean => may(account.roles, 'case:decide');

/** Everybody else who may read the case and write on it. */
export const colleaguesFor = async (store: Store, person: Account, caseId: string): Promise<Colleagues> => {
  const subject = await caseFor(store, person, caseId);
  const accounts = (await store.accounts.list()).filter((one) => one.id !== person.id && mayRead(one, subject));
  return {
    items: accounts.map((one) => ({
      ...publicAccount(one),
      mayActNext: mayDecide(one) && mayActNext(subject, one.id),
    })),
  };
};

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK · COLLEAGUE_UNSUITABLE · what `askAbout` refuses */
export const ask = async (house: House, person: Account, caseId: string, body: AskColleague): Promise<Case> => {
  const { store } = house;
  const subject = await caseFor(store, person, caseId);
  if (body.to !== null) {
    const asked = await store.accounts.get(body.to);
    if (asked === null || !mayRead(asked, subject)) throw apiError('COLLEAGUE_UNSUITABLE');
  }
  const actor = actorFor(person);
  const { state } = await store.cases.change(caseId, actor, (current) => askAbout(current, { actor, ...body }));
  await publishCase(house, state);
  return state;
};

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK · what `answerAbout` refuses */
export const answer = async (
  house: House,
  person: Account,
  caseId: string,
  input: { question: number; text: string },
): Promise<Case> => {
  const { store } = house;
  await caseFor(store, person, caseId);
  const actor = actorFor(person);
  const { state } = await store.cases.change(caseId, actor, (current) => answerAbout(current, { actor, ...input }));
  await publishCase(house, state);
  return state;
};

/**
 * Whoever holds the case hands it to a colleague, whose it is from now on: their claim at once, and for hours nobody else's next.
 * @throws NOT_FOUND · CASE_OUTSIDE_WORK · CLAIM_LOST · COLLEAGUE_UNSUITABLE · what `handOverCase` refuses
 */
export const handOver = async (house: House, person: Account, caseId: string, body: HandOverCase): Promise<Case> => {
  const { store } = house;
  const subject = await caseFor(store, person, caseId);
  if ((await store.leases.held(caseId, person.id)) === null) throw apiError('CLAIM_LOST');
  const colleague = await store.accounts.get(body.to);
  if (colleague === null || !mayRead(colleague, subject) || !mayDecide(colleague))
    throw apiError('COLLEAGUE_UNSUITABLE');
  const actor = actorFor(person);
  const at = store.clock.now().toISOString();
  const { state } = await store.cases.change(caseId, actor, (current) => handOverCase(current, { actor, ...body, at }));
  await store.leases.transfer(caseId, body.to);
  await publishCase(house, state);
  return state;
};

/** Where colleagues wait for this person. */
export const casesFor = async (house: House, person: Account): Promise<CasesForMe> => {
  const { store, directory } = house;
  const cases = readableBy(person, await store.cases.waitingFor(person.id, store.clock.now().toISOString()));
  const asked = cases.flatMap((subject) =>
    (subject.questions ?? [])
      .filter(({ to, answer: given }) => to === person.id && given === null)
      .map((question) => ({ subject, question })),
  );
  const handed = cases.flatMap((subject) =>
    subject.handedOver?.to === person.id ? [{ subject, handedOver: subject.handedOver }] : [],
  );
  const nameOf = await directory.names();
  return {
    asked: asked.map(({ subject, question }) => ({
      ...{ caseId: subject.id, leading: subject.assessment.leading, question, byName: nameOf(question.by) },
    })),
    handedOver: handed.map(({ subject, handedOver }) => ({
      ...{ caseId: subject.id, leading: subject.assessment.leading, handedOver, byName: nameOf(handedOver.by) },
    })),
  };
};
