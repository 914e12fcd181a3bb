/**
 * The one place that says which cases a person may see: by their role, and by the part of the queue that is theirs. What lists,
 * counts or gives out cases takes `reachOf`; what opens one takes `caseFor`.
 */
import type { Case } from '#core/case.ts';
import { type Account, may, workAreaOf } from '#core/roles.ts';
import { isWithin } from '#core/work-area.ts';
import type { CaseFilter } from '#store/cases.ts';
import type { Store } from '#store/store.ts';
import { apiError } from '../errors.ts';
import { caseOf } from '../load.ts';

type Seen = Pick<Case, 'lang' | 'assessment' | 'purpose' | 'people'>;

/** The filter that everything goes through that lists, counts or gives out cases. */
export const reachOf = (person: Account): Pick<CaseFilter, 'within'> => {
  const area = workAreaOf(person);
  return area === null ? {} : { within: area };
};

/** Whether the person is given this case: it lies in their part of the queue. */
export const isGivenTo = (person: Account, subject: Seen): boolean => {
  const area = workAreaOf(person);
  return area === null || isWithin(area, subject);
};

/** Whoever has had to do with a case keeps it, also where it turns out to be of another part: they may have to take back what they did. */
const isReachedBy = (person: Account, subject: Seen): boolean =>
  isGivenTo(person, subject) || subject.people?.includes(person.id) === true;

export const readableBy = <C extends Seen>(person: Account, cases: readonly C[]): C[] =>
  may(person.roles, 'case:read') ? cases.filter((subject) => isReachedBy(person, subject)) : [];

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK */
export const caseFor = async (store: Store, person: Account, id: string): Promise<Case> => {
  const subject = await caseOf(store, id);
  if (!isReachedBy(person, subject)) throw apiError('CASE_OUTSIDE_WORK');
  return subject;
};
