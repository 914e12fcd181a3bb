/** Weeks of work as people did it, and beside it a plain list of what was done: figures are checked against the list. */
import type { CasePurpose, DecisionInput } from '#core/case.ts';
import {
  countersignCase,
  decideCase,
  endHold,
  refuseCountersign,
  reverseCase,
  undoDecision,
} from '#core/case-state.ts';
import type { Category } from '#core/labels.ts';
import { machine, person } from '#store/test-records.ts';
import type { ApiHouse } from './api-house.ts';
import { NO_EXEMPTION } from './decided-cases.ts';
import { receivedNow, signedOrder } from './signed-order.ts';

type Answer = 'violating' | 'not_violating';

export interface SeededCase {
  id: string;
  lang: string;
  category: Category;
  purpose: CasePurpose;
  score: number;
  /** Null where nobody gave an answer that stands. */
  first: { answer: Answer; at: string; by: string; seconds: number } | null;
  /** In force at the end; null where the case waits for people again. */
  inForce: Answer | null;
  overturned: boolean;
  drill: boolean;
}
export interface SeededOrder {
  id: string;
  lang: string;
  category: Category;
  receivedAt: string;
  broken: boolean;
  /** From the receipt to the look that found it gone. */
  seconds: number | null;
}
export interface SeededWork {
  cases: SeededCase[];
  orders: SeededOrder[];
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const LANGUAGES = ['zh', 'en', 'en'] as const;
const CATEGORIES = ['recruitment', 'threat', 'glorification', 'threat'] as const;
const STORIES = [
  'ordered',
  'cleared',
  'ordered',
  'refused and cleared',
  'unsure, then cleared',
  'undone, then confirmed',
  'reversed',
  'on hold',
  'drill',
  'refused',
  'open',
  'cleared',
] as const;
const CASES = 60;
/** From here on two people do the work alone. */
const FEW_FROM = 40;

/** Sixty cases, one each sixteen hours from the time of the clock on: nearly six weeks. */
export const seedWork = async (house: ApiHouse): Promise<SeededWork> => {
  const { store, clock } = house;
  const work: SeededWork = { cases: [], orders: [] };
  const now = (): string => clock.now().toISOString();
  const outcomeOf = (answer: DecisionInput['outcome'], category: Category, contentHash: string): DecisionInput => ({
    ...{ outcome: answer, reason: 'as it reads', contentHash },
    ...(answer === 'violating'
      ? { categories: [category], legalBasis: 'tco-art-3', exemption: NO_EXEMPTION }
      : { categories: [], legalBasis: 'none', exemption: null }),
  });
  for (let n = 0; n < CASES; n++) {
    clock.advance(16 * HOUR);
    const story = STORIES[n % STORIES.length] ?? 'open';
    const lang = LANGUAGES[n % LANGUAGES.length] ?? 'en';
    const category = CATEGORIES[n % CATEGORIES.length] ?? 'threat';
    const purpose = n % 10 === 9 ? 'quality_sample' : n % 10 === 8 ? 'uncertain' : 'flagged';
    const score = ((n * 7) % 20) / 20 + 0.02;
    const drill = story === 'drill';
    const { id } = await house.openCase(`work-${n}`, {
      ...{ lang, leading: category, violating: score, purpose },
      ...(drill ? { drill: 'drill-of-the-test' } : {}),
    });
    const people = n < FEW_FROM ? ['ana', 'bo', 'cy', 'di'] : ['ana', 'bo'];
    const [by, second] = [people[n % people.length] ?? 'ana', people[(n + 1) % people.length] ?? 'bo'];
    const seeded: SeededCase = {
      ...{ id, lang, category, purpose, score, drill },
      ...{ first: null, inForce: null, overturned: false },
    };
    work.cases.push(seeded);
    const openedAt = clock.now().getTime();
    const decide = async (who: string, outcome: DecisionInput['outcome'], ending = true): Promise<void> => {
      clock.advance((3 + ((n * 5) % 17)) * MINUTE);
      const at = now();
      await store.cases.change(id, person(who), (state) =>
        decideCase(state, outcomeOf(outcome, category, state.contentHash), {
          ...{ actor: person(who), at, undoMilliseconds: MINUTE, seenRevision: state.revision },
        }),
      );
      if (!ending) return;
      clock.advance(MINUTE);
      await store.cases.change(id, machine, (state) => endHold(state, now()));
      if (outcome === 'violating' || outcome === 'not_violating') {
        seeded.first ??= { answer: outcome, at, by: who, seconds: (Date.parse(at) - openedAt) / 1000 };
        seeded.inForce = outcome;
      }
    };
    const refuse = async (): Promise<void> => {
      await store.cases.change(id, person(second), (state) =>
        refuseCountersign(state, {
          ...{
            actor: person(second),
            at: now(),
            seenRevision: state.revision,
            reason: 'It reports, it does not call.',
          },
        }),
      );
      seeded.inForce = null;
    };
    const sign = async (): Promise<void> => {
      await store.cases.change(id, person(second), (state) =>
        countersignCase(state, {
          ...{ actor: person(second), at: now(), seenRevision: state.revision, contentHash: state.contentHash },
        }),
      );
    };
    if (story === 'cleared' || story === 'drill') await decide(by, 'not_violating');
    if (story === 'unsure, then cleared') {
      await decide(by, 'not_sure');
      await decide(second, 'not_violating');
    }
    if (story === 'undone, then confirmed') {
      await decide(by, 'not_violating', false);
      await store.cases.change(id, person(by), (state) => undoDecision(state, { actor: person(by), at: now() }));
      await decide(by, 'violating');
    }
    if (story === 'on hold') await decide(by, 'violating', false);
    if (story === 'refused' || story === 'refused and cleared') {
      await decide(by, 'violating');
      await refuse();
    }
    if (story === 'refused and cleared') {
      await decide(second, 'not_violating');
      seeded.overturned = true;
    }
    if (story !== 'ordered' && story !== 'reversed') continue;
    await decide(by, 'violating');
    await sign();
    if (story === 'reversed') {
      const reversal = {
        complaintId: `complaint-${n}`,
        by: 'lena',
        reason: 'It reports, it does not call.',
        at: now(),
      };
      await store.cases.change(id, person('lena'), (state) => reverseCase(state, reversal));
      Object.assign(seeded, { inForce: 'not_violating', overturned: true });
      continue;
    }
    const orderId = `order-${n}`;
    const reference = `IE-2026-W${n}`;
    const order: SeededOrder = { id: orderId, lang, category, receivedAt: now(), broken: false, seconds: null };
    work.orders.push(order);
    await signedOrder(house, orderId, {
      ...{ reference, caseId: id, about: { lang, category } },
      after: receivedNow(house, reference),
    });
    const [isBroken, isRemoved] = [work.orders.length % 4 === 0, work.orders.length % 5 !== 0];
    if (isBroken) {
      clock.advance(HOUR + MINUTE);
      await store.orders.change(orderId, machine, () => [{ type: 'order.overdue', data: {} }]);
      order.broken = true;
    }
    if (isRemoved) {
      clock.advance((5 + n) * MINUTE);
      const at = now();
      const results = [
        { postId: 'a'.repeat(64), url: 'https://ferry.example/gone', at, status: 'gone' as const, detail: '404' },
      ];
      await store.orders.change(orderId, machine, () => [
        { type: 'order.rechecked', data: { results, nextRecheckAt: null } },
      ]);
      order.seconds = (Date.parse(at) - Date.parse(order.receivedAt)) / 1000;
    }
    if (work.orders.length === 3) {
      await store.orders.change(orderId, person('lena'), () => [
        {
          type: 'order.scrutiny_opened',
          data: { scrutinyId: 'scrutiny-1', filer: 'operator', startsAt: now(), dueAt: now() },
        },
        {
          type: 'order.scrutiny_decided',
          data: { scrutinyId: 'scrutiny-1', finding: 'infringement', reason: 'Not one of the six.', decidedAt: now() },
        },
      ]);
      seeded.overturned = true;
    }
  }
  return work;
};
