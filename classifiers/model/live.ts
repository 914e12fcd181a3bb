/**
 * Which head serves: `live.json` in the model folder of an installation names one of its candidates; without it, or where it
 * names none, the head that ships with the program.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { checker, Id, Sha256, Strict, Timestamp } from '#core/schema.ts';

export const HEAD_VERSION = '^weir-[0-9a-f]{12}$';

const Served = Strict({
  version: Type.String({ pattern: HEAD_VERSION }),
  /** `headDigest` of its folder when it went live. */
  digest: Sha256,
});
export type Served = Static<typeof Served>;

export const LiveHead = Strict({
  /** Null: the one that ships with the program. */
  head: Type.Union([Served, Type.Null()]),
  /** What served before it and may be gone back to, the last one at the end. */
  before: Type.Array(Served),
  by: Id,
  at: Timestamp,
  reason: Type.String({ minLength: 3, maxLength: 4000 }),
});
export type LiveHead = Static<typeof LiveHead>;

const check = checker(LiveHead, 'MODEL_LIVE_UNREADABLE', 'live.json');

export const liveFile = (modelHome: string): string => join(modelHome, 'live.json');
export const candidateDir = (modelHome: string, version: string): string => join(modelHome, 'candidates', version);

/** What the two files of a head's folder hold, in one number. */
export const headDigest = (dir: string): string =>
  sha256(['head.json', 'head.bin'].map((name) => `${name} ${sha256(readFileSync(join(dir, name)))}`).join('\n'));

/** @throws WeirError `MODEL_LIVE_UNREADABLE` */
export function readLive(modelHome: string): LiveHead | null {
  const file = liveFile(modelHome);
  if (!existsSync(file)) return null;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new WeirError('MODEL_LIVE_UNREADABLE', `${file} is no JSON.`, {
      fix: 'Remove it, so that the head that ships with the program serves, and activate the version again.',
      cause,
    });
  }
  return check(value) as LiveHead;
}

/** The folder of a version, if it holds what went live. @throws WeirError `HEAD_CHANGED` */
export function servedDir(modelHome: string, { version, digest }: Served): string {
  const dir = candidateDir(modelHome, version);
  const isSame = existsSync(join(dir, 'head.json')) && existsSync(join(dir, 'head.bin')) && headDigest(dir) === digest;
  if (isSame) return dir;
  throw new WeirError('HEAD_CHANGED', `${dir} does not hold the head that went live as ${version}.`, {
    fix: 'Put the folder back from a backup, or go back: npx weir model rollback --shipped',
  });
}

/**
 * Folder of the head that an installation serves, for `createAssessor`; undefined where that is the committed one.
 * @throws WeirError `MODEL_LIVE_UNREADABLE` · `HEAD_CHANGED`
 */
export function liveHeadDir(modelHome: string): string | undefined {
  const head = readLive(modelHome)?.head ?? null;
  return head === null ? undefined : servedDir(modelHome, head);
}
