import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { progressOn } from './progress.ts';

/** What is written to a stream that is a terminal, or not. */
const written = (isTTY: boolean): string => {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  const onProgress = progressOn(stream as unknown as NodeJS.WriteStream);
  for (let done = 1; done <= 100; done += 1) {
    onProgress({ step: 'fetching redis', message: 'a.jar', done: done * 1e6, total: 100e6, unit: 'bytes' });
  }
  onProgress({ step: 'redis', message: 'starting' });
  return String(stream.read());
};

test('a log gets one line for each tenth', () => {
  expect(written(false).trim().split('\n')).toEqual([
    'fetching redis: 1 MB of 100 MB, a.jar',
    ...[10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((done) => `fetching redis: ${done} MB of 100 MB, a.jar`),
    'redis: starting',
  ]);
});

test('a terminal gets one line that updates itself, never longer than the window', () => {
  const lines = written(true).split('\n');
  expect(lines).toHaveLength(3);
  const updates = (lines[0] ?? '').split('\r\u001b[2K');
  expect(updates).toHaveLength(101);
  expect(updates.at(-1)).toBe('fetching redis: 100 MB of 100 MB, a.jar');
  expect(Math.max(...updates.map((one) => one.length))).toBeLessThan(40);
});
