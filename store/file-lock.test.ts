import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { turnsAt } from './file-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file');
writeFileSync(path, '');

const PROCESSES = 5;

/** Works at the file as so many processes would, each with a lock that it opened itself. @returns how many worked at once, at most */
const mostAtOnce = async (withoutTurns: ReadonlySet<number>): Promise<number> => {
  let atOnce = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const inTurn = await turnsAt(path, withoutTurns);
      for (let round = 0; round < 3; round++)
        await inTurn(async () => {
          atOnce += 1;
          most = Math.max(most, atOnce);
          await readFile(path);
          atOnce -= 1;
        });
    }),
  );
  return most;
};

it('takes turns where the file system is not known to be of this machine', async () => {
  expect(await mostAtOnce(new Set())).toBe(1);
});

it('works side by side on a file system that is', async () => {
  expect(await mostAtOnce(new Set([statfsSync(path).type]))).toBeGreaterThan(1);
});
