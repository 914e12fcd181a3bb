/** A room full of reviewers at a queue of thousands, through the real API: is a case decided twice, is a number ever wrong? */
import { openHouse } from '#cli/open.ts';
import { seeded } from '#core/seeded.ts';
import { aliasOf } from '#store/indices.ts';
import { defineMeasure } from './bench.ts';
import { type Caller, claimNext, decideFor, decideOn, openApi, type Seen } from './callers.ts';
import { loadCases, openedCases } from './claim-cases.ts';
import { quantile } from './report.ts';

/** What is known for sure of how many are open: what was decided before a question was asked, and until it was answered. */
interface Tally {
  total: number;
  /** Decisions that were sent, and those that were acknowledged. */
  sent: number;
  acknowledged: number;
}

interface Counted {
  states: { key: string; count: number }[];
}

/** Asks for the numbers of the queue, and says whether they can be right. @throws where they cannot */
const checkNumbers = async (person: Caller, tally: Tally): Promise<void> => {
  const most = tally.total - tally.acknowledged;
  const { status, body } = await person.get('/cases/facets');
  if (status !== 200) throw new Error(`The numbers answered ${status}`);
  const least = tally.total - tally.sent;
  const open = (body as Counted).states.find(({ key }) => key === 'open')?.count ?? 0;
  if (open < least || open > most)
    throw new Error(`The queue says ${open} are open; it is between ${least} and ${most}`);
};

/** In milliseconds: how long whoever looks after the queue leaves its numbers on the screen. */
const LOOK = 250;
/** Cases that come to the queue together, once as many were decided. */
const A_LOAD = 250;

/** Asks again and again until `work` is over. */
const during = async (ask: () => Promise<unknown>, work: () => Promise<unknown>): Promise<void> => {
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  })();
  // What went wrong with the asking is told once the work is over.
  asking.catch(() => {});
  try {
    await work();
  } finally {
    isOver = true;
    await asking;
  }
};

/**
 * An installation is started once and works for months: what the first claims cost, while all is compiled, is another question. Some
 * decide without a pause, the numbers are asked for as they are later, and `arrive` brings as many cases as were decided.
 */
const warmUp = async (
  people: readonly Caller[],
  seconds: number,
  arrive: (count: number) => Promise<void>,
): Promise<number> => {
  const end = performance.now() + seconds * 1000;
  let decided = 0;
  const decideAll = async (person: Caller): Promise<void> => {
    while (performance.now() < end) {
      const mine = await claimNext(person);
      if (mine === null) return;
      await decideFor(person, mine);
      decided += 1;
      if (decided % A_LOAD === 0) await arrive(A_LOAD);
    }
  };
  const [first] = people;
  if (seconds === 0 || first === undefined) return 0;
  await during(
    () => first.get('/cases/facets'),
    () => Promise.all(people.map(decideAll)),
  );
  await arrive(decided % A_LOAD);
  return decided;
};

export const reviewers = defineMeasure({
  name: 'reviewers',
  title: 'a hundred reviewers at ten thousand open cases',
  need: ['elasticsearch', 'redis'],
  defaults: { cases: 10_000, people: 100, seconds: 60, pause: 10, warm: 150, seed: 1 },
  run: async (bench, { cases, people, seconds, pause, warm, seed }) => {
    const config = bench.installation();
    const store = await openHouse(config);
    const next = seeded(seed);
    try {
      await store.migrate();
      const api = await openApi(config, store, people);
      const index = aliasOf(config.namespace, 'cases');
      try {
        let loaded = 0;
        const arrive = async (count: number): Promise<void> => {
          const from = loaded;
          loaded += count;
          await loadCases(store.elasticsearch, index, openedCases(from, count, store.clock.now()));
        };
        await arrive(cases);
        const warmed = await warmUp(api.people.slice(0, 8), warm, arrive);
        const tally: Tally = { total: cases, sent: 0, acknowledged: 0 };
        const held = new Set<string>();
        const times = { claim: [] as number[], decide: [] as number[], numbers: [] as number[] };
        const timed = async <T>(kind: keyof typeof times, work: () => Promise<T>): Promise<T> => {
          const start = performance.now();
          const done = await work();
          times[kind].push(performance.now() - start);
          return done;
        };
        let refused = 0;
        let seen: Seen | null = null;
        const end = performance.now() + seconds * 1000;
        /** Reading takes a while, for some longer than for others: between nothing and twice the pause. */
        const read = () => new Promise((resolve) => setTimeout(resolve, 2000 * pause * next()));
        const work = async (person: Caller): Promise<void> => {
          // Nobody sits down in the same moment.
          await read();
          do {
            const mine = await timed('claim', () => claimNext(person));
            if (mine === null) return;
            if (held.has(mine.id)) throw new Error(`${mine.id} was given to two people`);
            held.add(mine.id);
            await read();
            // Somebody else tries to decide it too, as a script would: that must be refused.
            const other = seen;
            seen = mine;
            if (other !== null && other.id !== mine.id && next() < 0.1) {
              if ((await decideOn(person, other)) === 200) throw new Error(`${other.id} was decided by a stranger`);
              refused += 1;
            }
            tally.sent += 1;
            await timed('decide', () => decideFor(person, mine));
            tally.acknowledged += 1;
          } while (performance.now() < end);
        };
        const [watcher] = api.people;
        const cpu = process.cpuUsage();
        await during(
          async () => watcher !== undefined && (await timed('numbers', () => checkNumbers(watcher, tally))),
          () => Promise.all(api.people.map(work)),
        );
        const { user, system } = process.cpuUsage(cpu);
        const { total } = await store.cases.facets({ states: ['cleared'] });
        if (total !== warmed + tally.acknowledged)
          throw new Error(`${warmed + tally.acknowledged} were decided and ${total} are cleared`);
        for (const id of held) {
          const decisions = (await store.cases.get(id))?.decisions.length ?? 0;
          if (decisions > 1) throw new Error(`${id} was decided ${decisions} times`);
        }
        const lines = (Object.keys(times) as (keyof typeof times)[]).flatMap((kind) =>
          [0.5, 0.95, 0.99].map((share) => ({
            what: `${{ claim: 'a claim', decide: 'a decision', numbers: 'the numbers' }[kind]}, p${100 * share}`,
            unit: 'ms',
            values: [quantile(times[kind], share)],
          })),
        );
        return {
          lines: [
            ...lines,
            { what: 'decisions', unit: '', values: [tally.acknowledged] },
            {
              what: 'processor time of this process, for each case that was claimed and decided',
              unit: 'ms',
              values: [(user + system) / 1000 / tally.acknowledged],
            },
          ],
          ratios: [],
          notes: [
            `${tally.acknowledged} cases were decided, each once; ${refused} decisions by strangers were refused; the numbers of the queue were asked for ${times.numbers.length} times and never wrong (each checked; one fault ends the run).`,
            `Before, ${warmed} cases were claimed and decided without a pause and the numbers asked for, so that all is warm; as many were added again.`,
            'Everybody claims, reads for a while (between nothing and twice the pause), decides and claims again, through the server in this process (no socket).',
            'A decision that is under way while the numbers are read may or may not be in them; both are right.',
          ],
        };
      } finally {
        await api.close();
      }
    } finally {
      await store.close();
    }
  },
});
