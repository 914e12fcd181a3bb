/**
 * What was removed on orders of a year, one statement for each address, in the shape of the DSA Transparency Database, so that figures
 * can be compared with it. Nothing of the content, of its author, of the address or of the case is in it. Pure.
 */

import { isIssued, isRemoved } from './authority-report.ts';
import type { Case } from './case.ts';
import { hashOf } from './hash.ts';
import type { Order } from './order.ts';
import { EEA_COUNTRIES, readStatement, type StatementOfReasons } from './statement-of-reasons.ts';

const LETTERS: Record<string, string> = {
  a: 'incites to terrorist offences, also by glorifying them (article 2(7)(a))',
  b: 'solicits somebody to commit or contribute to terrorist offences (article 2(7)(b))',
  c: 'solicits participation in a terrorist group (article 2(7)(c))',
  d: 'gives instruction on methods for committing terrorist offences (article 2(7)(d))',
  e: 'threatens to commit a terrorist offence (article 2(7)(e))',
};

const day = (at: string): string => at.slice(0, 10);

const statementFor = (order: Order, subject: Case, postId: string): StatementOfReasons[] => {
  const location = subject.locations.find((one) => one.postId === postId);
  const appliedAt = order.executedAt ?? order.verifiedAt;
  if (location === undefined || appliedAt === null) return [];
  const disabled = order.answers.some(
    ({ answer }) => answer.form === 'tco-annex-2' && answer.measure === 'access-disabled',
  );
  const reasons = order.document.sectionB.reasons;
  const lang = subject.lang.slice(0, 2).toUpperCase();
  return [
    readStatement({
      decision_visibility: [disabled ? 'DECISION_VISIBILITY_CONTENT_DISABLED' : 'DECISION_VISIBILITY_CONTENT_REMOVED'],
      decision_facts:
        'Found on a public page by an authority. A model proposed it, one person decided, a second person confirmed, and a removal order was sent.',
      decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
      illegal_content_legal_ground: 'Regulation (EU) 2021/784, article 3',
      illegal_content_explanation: `The material ${reasons.map((letter) => LETTERS[letter]).join('; it ')}.`,
      content_type:
        (subject.pictures ?? []).length > 0 ? ['CONTENT_TYPE_TEXT', 'CONTENT_TYPE_IMAGE'] : ['CONTENT_TYPE_TEXT'],
      category: 'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY',
      category_specification: [
        'KEYWORD_TERRORIST_CONTENT',
        ...(reasons.includes('a') ? ['KEYWORD_INCITEMENT_VIOLENCE_HATRED'] : []),
      ],
      territorial_scope: [...EEA_COUNTRIES],
      ...(/^[A-Z]{2}$/.test(lang) && lang !== 'UN' ? { content_language: lang } : {}),
      content_date: day(location.publishedAt),
      application_date: day(appliedAt),
      source_type: 'SOURCE_TYPE_OTHER_NOTIFICATION',
      automated_detection: 'Yes',
      automated_decision: 'AUTOMATED_DECISION_NOT_AUTOMATED',
      // The hash of a post is not published anywhere, so nobody outside can go back from this to an address.
      puid: hashOf([order.id, postId]).slice(0, 32),
    }),
  ];
};

/** `cases`: those of the orders, by id. Orders of drills, other years, annulled or not executed give none. */
export const statementsOfYear = (
  year: number,
  orders: readonly Order[],
  cases: ReadonlyMap<string, Case>,
): StatementOfReasons[] =>
  orders
    .filter((order) => isIssued(order) && Number(order.signedAt.slice(0, 4)) === year && isRemoved(order))
    .flatMap((order) => {
      const subject = cases.get(order.caseId);
      return subject === undefined ? [] : order.postIds.flatMap((postId) => statementFor(order, subject, postId));
    });
