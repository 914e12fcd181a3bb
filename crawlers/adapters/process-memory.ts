import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export interface ProcessMemory {
  pid: number;
  /** Memory of its own: pages that it shares with others (the program itself) are not counted where the system tells. */
  bytes: number;
  /** Builds pages, as Chromium names it. */
  isRenderer: boolean;
}

interface Seen extends ProcessMemory {
  parent: number;
}

const KIBIBYTE = 1024;
const RENDERER = '--type=renderer';

const kibibytes = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);

/** Read at once, not beside the event loop: the system answers from memory, and a trip through the threads costs ten times as much. */
const fromProc = (pid: number): Seen | null => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return {
      pid,
      parent: kibibytes(status, 'PPid'),
      bytes: (kibibytes(status, 'RssAnon') + kibibytes(status, 'RssShmem')) * KIBIBYTE,
      isRenderer: false,
    };
  } catch {
    return null; // It has ended since the folder was read.
  }
};

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
};

const fromPs = async (): Promise<Seen[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,command='], {
    maxBuffer: 16 * KIBIBYTE * KIBIBYTE,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, size, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        bytes: Number(size) * KIBIBYTE,
        isRenderer: command.includes(RENDERER),
      },
    ];
  });
};

const all = async (): Promise<Seen[]> => {
  if (process.platform !== 'linux') return fromPs();
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
  return pids.map(fromProc).filter((seen) => seen !== null);
};

/** A process and all that descend from it; empty when it has ended. */
export const processTree = async (root: number): Promise<ProcessMemory[]> => {
  const seen = await all();
  const family = new Map(seen.filter(({ pid }) => pid === root).map((one) => [one.pid, one]));
  for (let grew = family.size > 0; grew; ) {
    const before = family.size;
    for (const one of seen) if (family.has(one.parent)) family.set(one.pid, one);
    grew = family.size > before;
  }
  return [...family.values()].map(({ pid, bytes, isRenderer }) => ({
    pid,
    bytes,
    // Read of the few that matter only: this is asked every second.
    isRenderer: isRenderer || (process.platform === 'linux' && commandOf(pid).includes(RENDERER)),
  }));
};
