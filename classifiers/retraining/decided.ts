/** Deals what reviewers decided into what is learned from and what is held out. */

import type { FinalDecision } from '#core/final-decision.ts';
import { sha256 } from '#core/hash.ts';
import { modelText } from '../text/normalise.ts';

export type DecidedText = Pick<FinalDecision, 'text' | 'lang' | 'categories' | 'context'>;

export interface Decided {
  learn: DecidedText[];
  heldOut: DecidedText[];
  /** Cases left out because another one has the same text. */
  sameText: number;
  /** Cases left out because their text stands in a set that is calibrated or measured on. */
  keptApart: number;
}

/** 0..1 by the cluster's id: a cluster that is held out once is held out in every later run, too. */
const placeOf = (clusterId: string): number =>
  Number.parseInt(sha256(`held out\n${clusterId}`).slice(0, 8), 16) / 2 ** 32;

/**
 * Texts that the model reads alike count once, as they were decided last; they stay with the cluster that was opened first,
 * so that a later copy does not carry a held-out text to the other side. `apart` are texts that nothing may be learned from.
 */
export function dealDecided(
  decisions: readonly FinalDecision[],
  apart: readonly string[],
  heldOutShare: number,
): Decided {
  const taken = new Set(apart.map((text) => modelText(text).text));
  const byText = new Map<string, { first: FinalDecision; last: FinalDecision }>();
  let [sameText, keptApart] = [0, 0];
  // In an order that does not hang on the store, so that the same decisions give the same head.
  const sorted = decisions.toSorted((a, b) => (a.clusterId < b.clusterId ? -1 : 1));
  for (const decision of sorted) {
    const key = modelText(decision.text).text;
    if (taken.has(key)) {
      keptApart++;
      continue;
    }
    const known = byText.get(key);
    if (known === undefined) byText.set(key, { first: decision, last: decision });
    else {
      sameText++;
      if (decision.openedAt < known.first.openedAt) known.first = decision;
      if (decision.decidedAt > known.last.decidedAt) known.last = decision;
    }
  }
  const dealt: Decided = { learn: [], heldOut: [], sameText, keptApart };
  for (const { first, last } of byText.values()) {
    const { text, lang, categories, context } = last;
    (placeOf(first.clusterId) < heldOutShare ? dealt.heldOut : dealt.learn).push({ text, lang, categories, context });
  }
  return dealt;
}
