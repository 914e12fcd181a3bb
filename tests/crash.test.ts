/**
 * kill -9 at random points. While people push cases through the house, the worker, the API, Redis and Elasticsearch are
 * killed and Redis is emptied, each time after something has moved. Nothing may be lost, and nothing sent twice.
 *
 * CRASH_SEED repeats a run's choices, CRASH_KILLS sets how many; `npm run crash` is the long one.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ledgerFile, trustedKeys } from '#cli/open.ts';
import type { Case } from '#core/case.ts';
import type { Source } from '#core/source.ts';
import { BOARDS, THREADS } from '#fixtures/places.ts';
import { type Corpus, type FixturePost, loadCorpus, type Platform } from '#fixtures/post.ts';
import { loadSecrets } from '#services/secrets.ts';
import { compareDigests, digest } from '#store/digest.ts';
import { verifyLedgerFile } from '#store/ledger/verify-file.ts';
import { rebuild } from '#store/rebuild.ts';
import {
  everyCase,
  everyOrder,
  everyPost,
  leavesOf,
  lostOrDoubled,
  outOfStep,
  wrongAtOperators,
  wronglyPlaced,
  wronglyStored,
  wrongNotes,
} from './crash/checks.ts';
import { emptyRecord, openDriver } from './crash/driver.ts';
import { strike, untilWhole, VICTIMS, type Victim } from './crash/killer.ts';
import { type Answers, personAt } from './crash/person.ts';
import { processesAround } from './crash/processes.ts';
import { openProgress } from './crash/progress.ts';
import { seeded } from './crash/seeded.ts';
import { type House, startHouse } from './house.ts';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const KILLS = Number(process.env.CRASH_KILLS ?? 8);
const ORDERS = 3;
/** Cases that people work on at once. */
const DESKS = 3;
const STORM = 600_000 + KILLS * 90_000;
/** How long the house may take to come to rest after the last kill: an attempt that a crash cut off is waited for. */
const REST = 300_000;

/** So many posts of each platform are up at the start, violating and not; what is left is published on the way. */
const AT_START: globalThis.Record<Platform, [number, number]> = {
  lanternfish: [12, 14],
  papertrail: [8, 8],
  ferry: [8, 14],
};

const scripted = new Set(BOARDS.filter((board) => board.scripted).map((board) => board.id));
const needsBrowser = (post: FixturePost): boolean =>
  THREADS.some((thread) => thread.id === post.thread && scripted.has(thread.board));

/** A small web that stands still unless the test moves it. */
const smallWeb = (): { corpus: Corpus; later: FixturePost[] } => {
  const all = loadCorpus().posts.filter((post) => !needsBrowser(post));
  const posts = (Object.entries(AT_START) as [Platform, [number, number]][]).flatMap(([platform, counts]) =>
    counts.flatMap((count, isPlain) =>
      all
        .filter((post) => post.platform === platform && post.postedDaysAgo !== undefined)
        .filter((post) => (post.truth.categories.length === 0 ? 1 : 0) === isPlain)
        .slice(0, count),
    ),
  );
  const still = (post: FixturePost): FixturePost => {
    const { editAfterSeconds: _edit, editedText: _text, deleteAfterSeconds: _delete, ...rest } = post;
    return rest;
  };
  const later = all
    .filter((post) => post.publishAfterSeconds !== undefined)
    .map((post) => {
      const { publishAfterSeconds: _, ...rest } = still(post);
      return rest;
    });
  return { corpus: { posts: posts.map(still), trickle: [] }, later };
};

/** The n-th repetition: a text that was there before goes up once more, and its case needs one more order. */
const again = (n: number): FixturePost | undefined => {
  const violating = corpus.posts.filter((post) => post.truth.categories.length > 0);
  const post = violating[n % violating.length];
  if (post === undefined) return undefined;
  const { postedDaysAgo: _, ...rest } = post;
  return { ...rest, key: `${post.key}-again-${n}` };
};

/** The demo's sources, visited all the time. */
const often = (source: Source): Source => ({
  ...source,
  everySeconds: 2,
  delayMilliseconds: 10,
  ...(source.id === 'ferry' && source.recipes !== undefined
    ? {
        addresses: source.addresses.filter((_, index) => source.recipes?.[index]?.render === 'http'),
        recipes: source.recipes.filter((recipe) => recipe.render === 'http'),
      }
    : {}),
});

/** Where a case stands that should be closed. */
const stuckAt = (subject: Case | null): string =>
  `${subject?.id} is ${subject?.state}, held until ${subject?.holdUntil}, its addresses are ` +
  `${subject?.locations.map((location) => location.status).join(' ')}, orders: ${subject?.orders.length}`;

const { corpus, later } = smallWeb();
const progress = openProgress();
const record = emptyRecord();
const answers: Answers = new Map();
const kills: globalThis.Record<Victim, number> = { worker: 0, api: 0, redis: 0, elasticsearch: 0, flushall: 0 };
let house: House;

beforeAll(async () => {
  process.stdout.write(`crash test: CRASH_SEED=${SEED} CRASH_KILLS=${KILLS}\n`);
  house = await startHouse('weir-crash', {
    ownServices: true,
    undoSeconds: 1,
    source: often,
    web: {
      corpus,
      tickMilliseconds: 100,
      crawlDelaySeconds: 0,
      trickleEverySeconds: 0,
      rateLimit: 100_000,
      actAfterSeconds: { papertrail: 1 },
      impossibleForSeconds: 2,
    },
  });
}, 600_000);

afterAll(async () => {
  await house?.close();
}, 120_000);

describe(`a house in which something dies ${KILLS} times`, () => {
  it(
    'goes on, and comes to rest with every order verified and every case closed',
    async () => {
      const random = seeded(SEED);
      const api = `${house.url}/api/v1`;
      const driver = openDriver(
        {
          mei: personAt(api, 'mei', answers),
          jonas: personAt(api, 'jonas', answers),
          lea: personAt(api, 'lea', answers),
        },
        progress,
        record,
      );
      let isStorming = true;
      /** Set when the storm is over: whoever is not through by then never will be. */
      let closing = Number.POSITIVE_INFINITY;
      const isOpen = (): boolean => Date.now() < closing;
      let closed = 0;

      // What operators receive is a step too: a kill right after it finds an order between sending and receipt.
      const watching = (async () => {
        for (let before = 0; isStorming; await pause(20)) {
          const received = house.web.control.orders().length;
          if (received > before) progress.step('an operator received an order');
          before = received;
        }
      })();

      const desk = async (): Promise<void> => {
        while (isStorming || (closed < ORDERS && isOpen())) {
          const caseId = await driver.take();
          for (let look = 0; caseId !== null && !(await driver.push(caseId)) && isOpen(); look++) {
            if (isStorming && look % 4 === 0) await driver.addNote(caseId);
            await pause(200);
          }
          if (caseId !== null) {
            closed += 1;
            continue;
          }
          // Nothing new waits. A text that turned up again has reopened its case.
          for (const known of record.cases) await driver.push(known);
          const some = [...record.cases][closed % Math.max(1, record.cases.size)];
          if (isStorming && some !== undefined) await driver.addNote(some);
          await pause(500);
        }
      };
      const desks = Array.from({ length: DESKS }, desk);

      // In rounds, each with every victim, so that a short run has them all.
      const rounds = Array.from({ length: Math.ceil(KILLS / VICTIMS.length) }, () => random.shuffle(VICTIMS));
      for (const [kill, victim] of rounds.flat().slice(0, KILLS).entries()) {
        await progress.after(1 + random.below(6));
        await strike(house, victim);
        kills[victim] += 1;
        const next = later.shift() ?? again(kill);
        if (next !== undefined) house.web.control.publish(next);
      }
      isStorming = false;
      closing = Date.now() + REST;
      await Promise.all([...desks, watching]);
      await untilWhole(house);

      // A text that turned up again reopens its case, so all of them are looked at until none asks for anything.
      let unfinished = [...record.cases];
      const lookAgain = async (): Promise<boolean> => {
        unfinished = [];
        for (const caseId of record.cases) if (!(await driver.push(caseId))) unfinished.push(caseId);
        return unfinished.length === 0;
      };
      await vi.waitUntil(lookAgain, { timeout: REST, interval: 500 }).catch(() => {});
      expect((await Promise.all(unfinished.map((id) => house.store.cases.get(id)))).map(stuckAt)).toEqual([]);
      const orders = (await everyOrder(house.store)).filter(({ id }) => record.orders.has(id));
      expect(orders.filter((order) => order.state === 'verified').length).toBeGreaterThanOrEqual(ORDERS);
      process.stdout.write(
        `kills: ${JSON.stringify(kills)}; acts acknowledged: ${record.acts.length}; orders: ${orders.length}; ` +
          `answers that were no: ${JSON.stringify(Object.fromEntries(answers))}\n`,
      );
    },
    STORM,
  );

  it('stores every live post once, and puts every flagged one into one case', async () => {
    const isAtRest = async (): Promise<boolean> => {
      const posts = await everyPost(house.store);
      return (
        posts.every((post) => post.analysis !== null) &&
        wronglyStored(house.web, posts).length === 0 &&
        wronglyPlaced(posts, await everyCase(house.store)).length === 0 &&
        (await house.store.cases.pendingOutbox(1)).length === 0 &&
        (await house.store.orders.pendingOutbox(1)).length === 0
      );
    };
    // What does not come to rest is named by what follows.
    await vi.waitUntil(isAtRest, { timeout: REST, interval: 1000 }).catch(() => {});
    const posts = await everyPost(house.store);
    expect(posts.filter((post) => post.analysis === null).map((post) => post.url)).toEqual([]);
    expect(wronglyStored(house.web, posts)).toEqual([]);
    expect(wronglyPlaced(posts, await everyCase(house.store))).toEqual([]);
    expect(posts.filter((post) => post.analysis?.flagged === true).length).toBeGreaterThan(ORDERS);
  }, 400_000);

  it('answers everything that it cannot do with a code', () => {
    const codes = [...answers.keys()];
    expect(codes.filter((code) => code.endsWith('NOT_CODED') || code.startsWith('500'))).toEqual([]);
    expect(codes.filter((code) => /^(400|404|422|429) /.test(code))).toEqual([]);
  });

  it('has every acknowledged act in the ledger once, and every state as the ledger tells it', async () => {
    await Promise.all([house.api.stop(), house.worker.stop()]);
    await house.store.refresh();
    const leaves = await leavesOf(house.store);
    const [cases, orders] = [await everyCase(house.store), await everyOrder(house.store)];
    expect(record.acts.length).toBeGreaterThan(ORDERS * 5);
    expect(lostOrDoubled(record, leaves)).toEqual([]);
    expect(outOfStep(cases, 'case', leaves)).toEqual([]);
    expect(outOfStep(orders, 'order', leaves)).toEqual([]);
    expect(wrongNotes(record, cases)).toEqual([]);
    const entered = cases.flatMap((subject) => subject.orders.map(({ orderId }) => orderId));
    expect([...record.orders].filter((id) => entered.filter((one) => one === id).length !== 1)).toEqual([]);
  });

  it('has executed each order once, and only what two people had signed', async () => {
    expect(wrongAtOperators(house.web, await everyOrder(house.store), await leavesOf(house.store))).toEqual([]);
  });

  it('has an intact ledger, the same in the file and in the index', async () => {
    const keys = trustedKeys(loadSecrets(house.config.secretFile));
    expect(await verifyLedgerFile(ledgerFile(house.config), keys)).toMatchObject({ ok: true, faults: [] });
    expect(await house.store.ledger.verify()).toMatchObject({ ok: true, faults: [] });
  });

  it(
    'builds the same indices again out of the ledger and the evidence store',
    async () => {
      const before = await digest(house.store);
      await rebuild(house.store);
      expect(compareDigests(before, await digest(house.store))).toEqual({ differences: 0, list: [] });
    },
    STORM,
  );

  it('leaves no process behind', async () => {
    const { home } = house.config;
    expect(processesAround(home).length).toBeGreaterThan(0);
    await house.close();
    expect(processesAround(home)).toEqual([]);
  }, 120_000);
});
