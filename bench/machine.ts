import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine that the figures belong to, and how busy it was when they were begun. */
export const machine = (): string => {
  const [first] = cpus();
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return [
    `${first?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB memory`,
    `${type()} ${release()}, Node.js ${process.versions.node}, load average ${load}`,
  ].join('\n');
};
