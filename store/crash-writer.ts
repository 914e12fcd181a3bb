/** A process that changes cases until it is killed (crash.test.ts). It says on its output what was acknowledged. */
import { systemClock } from '#core/clock.ts';
import { openStore, type StoreOptions } from './store.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<StoreOptions, 'clock'>;
const cases = JSON.parse(process.argv[3] ?? '[]') as string[];
const store = await openStore({ ...options, clock: systemClock });
await Promise.all(
  cases.map(async (id) => {
    for (let n = 1; ; n++) {
      const { events } = await store.cases.change(id, { kind: 'human', id: 'ana' }, () => [
        { type: 'case.noted', data: { text: `${process.pid} ${n}` } },
      ]);
      for (const event of events) process.stdout.write(`${event.id}\n`);
    }
  }),
);
