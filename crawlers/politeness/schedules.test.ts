import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { testNamespace } from '../../tests/namespace.ts';
import { startSite } from '../conformance/site.ts';
import { faultsOf, planOf, playSchedule, type ScheduleRun } from './schedules.ts';

const namespace = testNamespace();
const clients = [0, 1, 2].map(() => new Redis(inject('redisUrl')));
afterAll(() => {
  for (const client of clients) client.disconnect();
});

/** `npm run schedules` plays 10,000; a run of all tests plays a sample. SCHEDULE_SEED repeats one. */
const COUNT = Number(process.env.SCHEDULES ?? 100);
const FIRST = Number(process.env.SCHEDULE_SEED ?? 1);
const TOGETHER = 40;

describe('three visitors at one host, of whom one dies', () => {
  it(`leave it its delay and its peace in ${COUNT} schedules`, async () => {
    const faults: string[] = [];
    const sum = { requests: 0, holds: 0, killed: 0, stalled: 0 };
    let next = FIRST;
    const play = async (): Promise<void> => {
      while (next < FIRST + COUNT) {
        const run = await playSchedule(next++, clients, `${namespace}:schedule:`);
        if (run.stalled) sum.stalled += 1;
        else faults.push(...faultsOf(run));
        sum.requests += run.requests.length;
        sum.holds += run.holds.length;
        sum.killed += run.killed;
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, play));
    process.stderr.write(
      `schedules: ${COUNT} from seed ${FIRST}, ${sum.requests} requests, ${sum.holds} back-offs, ${sum.killed} killed, ${sum.stalled} left out (stalled), ${faults.length} faults\n`,
    );
    expect(faults).toEqual([]);
    expect(sum.killed).toBe(COUNT);
    expect(sum.stalled).toBeLessThan(COUNT / 2);
    expect(sum.requests).toBeGreaterThan(3 * COUNT);
  }, 3_600_000);

  it('would be found out', () => {
    const run: ScheduleRun = {
      seed: 1,
      delay: 10,
      requests: [],
      holds: [{ from: 100, until: 200 }],
      killed: 0,
      stalled: false,
    };
    const at = (start: number, end: number) => ({ visitor: 0, start, end });
    expect(faultsOf({ ...run, requests: [at(0, 5), at(15, 16)] })).toEqual([]);
    expect(faultsOf({ ...run, requests: [at(0, 5), at(14, 16)] })).toHaveLength(1);
    expect(faultsOf({ ...run, requests: [at(0, 5), at(3, 16)] })).toHaveLength(1);
    expect(faultsOf({ ...run, requests: [at(150, 160)] })).toHaveLength(1);
    expect(faultsOf({ ...run, requests: [at(90, 120), at(200, 201)] })).toEqual([]);
  });

  it('is planned by its seed alone', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7)).not.toEqual(planOf(8));
  });
});

describe('three processes at one server', () => {
  it('keep its delay between them when one is killed in the middle of a request', async () => {
    const delay = 150;
    const spans: { start: number; end: number }[] = [];
    const children: ChildProcess[] = [];
    let killed = false;
    const site = await startSite((request, response) => {
      const span = { start: Date.now(), end: Number.POSITIVE_INFINITY };
      spans.push(span);
      response.on('close', () => {
        span.end = Math.min(span.end, Date.now());
      });
      // The first process dies while its second request is open; its answer never comes.
      if (request.url === '/0' && spans.length > 3 && !killed) {
        killed = true;
        children[0]?.kill('SIGKILL');
        return;
      }
      // Before it leaves: on a busy machine the server may hear that it was closed after the visitor has heard its end.
      span.end = Date.now();
      response.end('ok');
    });
    const visitor = fileURLToPath(new URL('./schedule-visitor.ts', import.meta.url));
    try {
      const exits = [0, 1, 2].map((index) => {
        const args = [inject('redisUrl'), `${namespace}:processes:`, site.origin, String(index), String(delay)];
        const child = fork(visitor, args, { execArgv: ['--import', 'tsx'] });
        children.push(child);
        return new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))));
      });
      expect(await Promise.all(exits)).toEqual(['SIGKILL', '0', '0']);
    } finally {
      await site.close();
    }
    expect(killed).toBe(true);
    const gaps = spans.slice(1).map(({ start }, index) => start - (spans[index]?.end ?? 0));
    expect(gaps.length).toBeGreaterThan(10);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(delay);
  });
});
