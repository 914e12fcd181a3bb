import { expect, it } from 'vitest';
import { groupCommit } from './group-commit.ts';
import { oneAtATime } from './one-at-a-time.ts';

const gate = (): { opened: Promise<void>; open: () => void } => {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

it('what comes while a commit runs is committed together, in order, and no commit overlaps another', async () => {
  const batches: number[][] = [];
  const gates = [gate(), gate(), gate()];
  let running = 0;
  const group = groupCommit<number>(async (items) => {
    expect(++running).toBe(1);
    batches.push(items);
    await gates[batches.length - 1]?.opened;
    running--;
  }, 3);
  const first = group.add(1);
  await Promise.resolve();
  await Promise.resolve();
  const rest = [2, 3, 4, 5].map((item) => group.add(item));
  gates[0]?.open();
  await first;
  gates[1]?.open();
  gates[2]?.open();
  await Promise.all(rest);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  await group.idle();
});

it('a commit that fails fails those in it, and nobody after', async () => {
  const group = groupCommit<string>(async (items) => {
    if (items.includes('bad')) throw new Error('no');
  });
  const together = [group.add('good'), group.add('bad')];
  expect((await Promise.allSettled(together)).map((one) => one.status)).toEqual(['rejected', 'rejected']);
  await expect(group.add('good')).resolves.toBeUndefined();
});

it('work for one key waits for the work before it, even when that failed; other keys do not wait', async () => {
  const exclusive = oneAtATime();
  const log: string[] = [];
  const blocked = gate();
  const first = exclusive('a', async () => {
    await blocked.opened;
    log.push('a1');
    throw new Error('a1 failed');
  });
  const second = exclusive('a', async () => log.push('a2'));
  await exclusive('b', async () => log.push('b'));
  blocked.open();
  await expect(first).rejects.toThrow('a1 failed');
  await second;
  expect(log).toEqual(['b', 'a1', 'a2']);
});
