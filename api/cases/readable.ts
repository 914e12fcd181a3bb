import type { Case } from '#core/case.ts';
import { type Account, may } from '#core/roles.ts';

/** The one place that says which cases a person may read the text of. So far the role says it, the same for every case. */
export const readableBy = <C extends Pick<Case, 'id'>>(person: Account, cases: readonly C[]): C[] =>
  may(person.roles, 'case:read') ? [...cases] : [];
