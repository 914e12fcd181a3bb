import { randomUUID } from 'node:crypto';
import { builtVersion } from '#classifiers/encoder/build.ts';
import { HEAD_DIR, loadHead, requireFit } from '#classifiers/model/head.ts';
import { candidateDir, type LiveHead, liveFile, readLive, type Served, servedDir } from '#classifiers/model/live.ts';
import { listCandidates, readCandidate } from '#classifiers/retraining/candidate.ts';
import { WeirError } from '#core/errors.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { encoderFolder } from '#services/encoder.ts';
import { withLock } from '#services/lock.ts';
import { makeFolder, writeFileDurably } from '#store/durable-file.ts';
import type { Store } from '#store/store.ts';
import { answerable } from './answerable.ts';
import { modelHome, withStore } from './open.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Who answers for a change of what serves, and why. */
export interface Answering {
  /** Login of a supervisor. */
  by: string;
  reason: string;
}

/** One change at a time; the ledger holds it before it counts. `next` says what is to serve, of what serves now. */
const change = async (
  store: Store,
  home: string,
  { by, reason }: Answering,
  type: 'model.activated' | 'model.rolled_back',
  next: (now: Pick<LiveHead, 'head' | 'before'>) => Promise<Pick<LiveHead, 'head' | 'before'>>,
): Promise<Served | null> => {
  if (reason.trim().length < 3)
    throw new WeirError('MODEL_REASON_MISSING', 'A change of the model needs a reason.', {
      status: 400,
      fix: 'Say why with --reason.',
    });
  const account = await answerable(store, by, 'policy:change', 'MODEL_NOT_ALLOWED');
  await makeFolder(home);
  return withLock(`${liveFile(home)}.lock`, async () => {
    const now = readLive(home) ?? { head: null, before: [] };
    const { head, before } = await next(now);
    await store.models.record(
      { kind: 'human', id: account },
      {
        type,
        version: head?.version ?? null,
        digest: head?.digest ?? null,
        previous: now.head?.version ?? null,
        reason,
      },
    );
    const live: LiveHead = { head, before, by: account, at: store.clock.now().toISOString(), reason };
    await writeFileDurably(liveFile(home), Buffer.from(`${JSON.stringify(live, null, 2)}\n`), `live-${randomUUID()}`);
    return head;
  });
};

/**
 * Lets a candidate serve.
 * @throws WeirError `MODEL_UNKNOWN` · `MODEL_GATES_FAILED` · `MODEL_STALE` · `HEAD_ENCODER_MISMATCH` · `HEAD_CHANGED` ·
 *   `MODEL_NOT_ALLOWED` · `MODEL_REASON_MISSING`
 */
export const activate = async (
  store: Store,
  home: string,
  encoderDir: string,
  version: string,
  answering: Answering,
): Promise<void> => {
  await change(store, home, answering, 'model.activated', async ({ head, before }) => {
    const report = readCandidate(home, version);
    if (!report.holds || !report.gates.every((gate) => gate.holds))
      throw new WeirError('MODEL_GATES_FAILED', `${version} does not hold every gate.`, {
        status: 409,
        fix: 'npx weir model list shows which fail. Go on with what serves now.',
      });
    const dir = candidateDir(home, version);
    requireFit((await loadHead(dir)).description, await builtVersion(encoderDir), dir);
    const serving = head?.version ?? (await loadHead(HEAD_DIR)).description.version;
    if (report.basedOn !== serving)
      throw new WeirError('MODEL_STALE', `${version} was compared with ${report.basedOn}, but ${serving} serves now.`, {
        status: 409,
        fix: 'Make a new candidate: npx weir retrain',
      });
    return { head: { version, digest: report.head }, before: head === null ? before : [...before, head] };
  });
};

/**
 * Goes back to what served before, or with `isToShipped` to the head that ships with the program. @returns what serves now; null: the shipped head
 * @throws WeirError `MODEL_NOTHING_BEFORE` · `HEAD_ENCODER_MISMATCH` · `HEAD_CHANGED` · `MODEL_NOT_ALLOWED` · `MODEL_REASON_MISSING`
 */
export const rollBack = (
  store: Store,
  home: string,
  encoderDir: string,
  answering: Answering,
  isToShipped: boolean,
): Promise<Served | null> =>
  change(store, home, answering, 'model.rolled_back', async ({ head, before }) => {
    if (head === null)
      throw new WeirError('MODEL_NOTHING_BEFORE', 'The head that ships with the program serves already.', {
        status: 409,
        fix: 'There is nothing to go back to.',
      });
    const last = isToShipped ? undefined : before.at(-1);
    if (last === undefined) return { head: null, before: [] };
    const dir = servedDir(home, last);
    requireFit((await loadHead(dir)).description, await builtVersion(encoderDir), dir);
    return { head: last, before: before.slice(0, -1) };
  });

const restart = 'Workers that run take it up when they are started again (npm start).';

const encoderOf = (config: Config): string => encoderFolder({ encoder: config.encoder, cacheDir: config.cache });

export const activateModel = async (version: string, answering: Answering): Promise<void> => {
  const config = loadConfig();
  await withStore(async (store) => {
    await store.migrate();
    await activate(store, modelHome(config), encoderOf(config), version, answering);
    say(`${version} is live. ${restart}`);
  });
};

export const rollBackModel = async ({ shipped, ...answering }: Answering & { shipped?: boolean }): Promise<void> => {
  const config = loadConfig();
  await withStore(async (store) => {
    await store.migrate();
    const head = await rollBack(store, modelHome(config), encoderOf(config), answering, shipped === true);
    say(`${head?.version ?? 'The head that ships with the program'} is live again. ${restart}`);
  });
};

/** Needs no service. */
export const showModels = async (): Promise<void> => {
  const home = modelHome(loadConfig());
  const live = readLive(home);
  const { description } = await loadHead(HEAD_DIR);
  const mark = (isLive: boolean): string => (isLive ? '* ' : '  ');
  say(`${mark((live?.head ?? null) === null)}${description.version} ships with the program`);
  for (const { version, madeAt, basedOn, trainedOn, gates } of listCandidates(home)) {
    const failed = gates.filter((gate) => !gate.holds).map((gate) => gate.gate);
    say(
      `${mark(live?.head?.version === version)}${version} of ${madeAt}, from ${basedOn}, ${trainedOn.violating + trainedOn.notViolating} decided texts; ${failed.length === 0 ? 'every gate holds' : `fails: ${failed.join('; ')}`}`,
    );
  }
  if (live !== null) say(`Since ${live.at} by ${live.by}: ${live.reason}`);
};
