/** An assessor that takes up the head that went live (model/live.ts) without a restart. */
import { type Assessor, type AssessorOptions, createAssessor } from '../assessor.ts';
import { HEAD_DIR } from '../model/head.ts';
import { readLive, type Served, servedDir } from '../model/live.ts';

const dirOf = (modelHome: string, head: Served | null): string =>
  head === null ? HEAD_DIR : servedDir(modelHome, head);
const nameOf = (head: Served | null): string => (head === null ? '' : `${head.version} ${head.digest}`);

/**
 * Begins with the live head and looks before every call which one it is now. Where a new one cannot be loaded, the one before goes
 * on scoring, `onFailure` is told once, and the next call tries again.
 * @throws WeirError as `createAssessor` · `MODEL_LIVE_UNREADABLE` · `HEAD_CHANGED`
 */
export async function createLiveAssessor(
  options: Omit<AssessorOptions, 'headDir'>,
  modelHome: string,
  onFailure: (error: unknown) => void,
): Promise<Assessor> {
  const live = (): Served | null => readLive(modelHome)?.head ?? null;
  const first = live();
  const assessor = await createAssessor({ ...options, headDir: dirOf(modelHome, first) });
  let served = nameOf(first);
  let failed: string | undefined;
  let turn: Promise<void> = Promise.resolve();

  const take = async (): Promise<void> => {
    try {
      const head = live();
      if (nameOf(head) !== served) await assessor.serve(dirOf(modelHome, head));
      served = nameOf(head);
      failed = undefined;
    } catch (error) {
      if (String(error) !== failed) onFailure(error);
      failed = String(error);
    }
  };
  // One after the other: of two calls at once the second must not ask the old head.
  const follow = (): Promise<void> => {
    turn = turn.then(take);
    return turn;
  };

  return {
    get modelVersion() {
      return assessor.modelVersion;
    },
    serve: (headDir) => assessor.serve(headDir),
    async assess(posts) {
      await follow();
      return assessor.assess(posts);
    },
    async score(posts) {
      await follow();
      return assessor.score(posts);
    },
    async explain(text, lang) {
      await follow();
      return assessor.explain(text, lang);
    },
    close: () => assessor.close(),
  };
}
