import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { testNamespace } from '../tests/namespace.ts';
import { caseOpened, machine } from './test-records.ts';
import { testStores } from './test-store.ts';

const stores = testStores(testNamespace());
const CASES = ['case-a', 'case-b', 'case-c'];

/** Runs a writer and kills it (SIGKILL) once it has had so many acknowledgements. @returns what was acknowledged */
const runAndKill = async (acknowledgements: number): Promise<string[]> => {
  const { clock: _, ...options } = stores.options;
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      fileURLToPath(new URL('./crash-writer.ts', import.meta.url)),
      JSON.stringify(options),
      JSON.stringify(CASES),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exit = once(child, 'exit');
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(line);
    if (seen.length === acknowledgements) child.kill('SIGKILL');
  }
  expect((await exit)[1]).toBe('SIGKILL');
  return seen;
};

it('nothing that was acknowledged is lost when writers are killed, and every event is entered exactly once', async () => {
  const store = await stores.open();
  await store.migrate();
  for (const id of CASES) await store.cases.create(id, caseOpened(id), machine);
  // Two at a time, one after the other, each killed at another moment, on the same cases, index and file.
  const acknowledged = (
    await Promise.all([
      (async () => [...(await runAndKill(7)), ...(await runAndKill(20))])(),
      (async () => [...(await runAndKill(16)), ...(await runAndKill(5))])(),
    ])
  ).flat();

  await store.refresh();
  while ((await store.drainOutboxes(100)) > 0) await store.refresh();
  expect(await store.ledger.verify()).toMatchObject({ ok: true });
  const entered = readFileSync(stores.options.ledgerFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): { id: string }[] => JSON.parse(line).entries)
    .map((leaf) => leaf.id);
  expect(new Set(entered).size).toBe(entered.length);
  expect(entered).toEqual(expect.arrayContaining(acknowledged));
  for (const id of CASES) {
    const state = await store.cases.get(id);
    // What the case says and what the ledger says are the same, for acknowledged and unacknowledged events alike.
    const own = entered.filter((entry) => entry.startsWith(`case:${id}:`));
    expect(own).toEqual(Array.from({ length: state?.seq ?? 0 }, (_, n) => `case:${id}:${n + 1}`));
    expect(state?.notes).toHaveLength((state?.seq ?? 0) - 1);
  }
});
