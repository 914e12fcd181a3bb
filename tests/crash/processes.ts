import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = (path: string, how: (path: string) => string): string => {
  try {
    return how(path);
  } catch {
    return ''; // It ended meanwhile, or belongs to somebody else.
  }
};

/** Processes of this machine, other than this one, that have anything to do with a folder: as argument, variable or cwd. */
export const processesAround = (folder: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) =>
      [
        read(`/proc/${name}/cmdline`, (path) => readFileSync(path, 'utf8')),
        read(`/proc/${name}/environ`, (path) => readFileSync(path, 'utf8')),
        read(`/proc/${name}/cwd`, (path) => readlinkSync(path)),
      ].some((text) => text.includes(folder)),
    )
    .map(Number);
