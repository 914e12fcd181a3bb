/** Where what an operator said and what the house saw do not fit together. A person judges which of the two is right. */
import { type Static, Type } from 'typebox';
import type { Notice } from './notice.ts';
import type { Order, Recheck } from './order.ts';
import { Strict, Timestamp } from './schema.ts';
import { saysGone } from './statement-of-reasons.ts';

export const Contradiction = Strict({
  url: Type.String(),
  /** `said_gone`: it was said to be gone and was seen up later. `said_kept`: it was said to stay and was seen gone. */
  kind: Type.Enum(['said_gone', 'said_kept'] as const),
  saidAt: Timestamp,
  seenAt: Timestamp,
  /** The answer limits itself to some States: seen from elsewhere it may be up and yet be as was said. */
  mayBeTerritorial: Type.Boolean(),
});
export type Contradiction = Static<typeof Contradiction>;

interface Claim {
  /** From when on it is said to hold. */
  at: string;
  says: 'gone' | 'kept';
  isTerritorial: boolean;
}

/** A measure of tomorrow would hide today's look: nothing holds later than it was said. */
const notAfter = (at: string, said: string): string => (Date.parse(at) < Date.parse(said) ? at : said);

/** The last word of each side counts: an older answer was overtaken, and so was an older look. */
const between = (claims: readonly Claim[], rechecks: readonly Recheck[]): Contradiction[] => {
  const claim = claims.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  if (claim === undefined) return [];
  const last = new Map(
    rechecks.filter((look) => look.status !== 'unknown').map((look): [string, Recheck] => [look.url, look]),
  );
  return [...last.values()]
    .filter((look) => Date.parse(look.at) >= Date.parse(claim.at))
    .filter((look) => look.status === (claim.says === 'gone' ? 'up' : 'gone'))
    .map((look) => ({
      url: look.url,
      kind: claim.says === 'gone' ? ('said_gone' as const) : ('said_kept' as const),
      saidAt: claim.at,
      seenAt: look.at,
      mayBeTerritorial: claim.isTerritorial,
    }));
};

/** Annex II says gone. Annex III says why nothing was done, and a page that is gone all the same is good news, no contradiction. */
export const orderContradictions = (order: Pick<Order, 'answers' | 'rechecks'>): Contradiction[] =>
  between(
    order.answers.flatMap(({ at, answer }): Claim[] =>
      answer.form === 'tco-annex-2' ? [{ at: notAfter(answer.measureAt, at), says: 'gone', isTerritorial: false }] : [],
    ),
    order.rechecks,
  );

export const noticeContradictions = (notice: Pick<Notice, 'answers' | 'rechecks' | 'document'>): Contradiction[] =>
  between(
    notice.answers.flatMap(({ at, answer }): Claim[] => {
      const isLimited = notice.document.form === 'dsa-order';
      if (answer.form === 'notice-decision')
        return [
          answer.outcome === 'acted'
            ? { at: notAfter(answer.actedAt ?? answer.decidedAt, at), says: 'gone', isTerritorial: isLimited }
            : { at: notAfter(answer.decidedAt, at), says: 'kept', isTerritorial: false },
        ];
      // The statement has days and no times; it holds from when it came in.
      if (answer.form === 'dsa-statement' && saysGone(answer.statement))
        return [{ at, says: 'gone', isTerritorial: (answer.statement.territorial_scope ?? []).length > 0 }];
      return [];
    }),
    notice.rechecks,
  );
