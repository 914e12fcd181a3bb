import { loadPolicy } from '#classifiers/policy/load.ts';
import { openPolicies } from '#pipeline/policies.ts';
import { simulateAgainst } from '#pipeline/simulation.ts';
import { numberOf } from './number-option.ts';
import { withStore } from './open.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const share = (part: number, whole: number): string =>
  whole === 0 ? 'not known' : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;

/** Prints what the policy of a file would change against the live one, over the stored history. It changes nothing. */
export const simulatePolicy = async (file: string, options: { since?: string; minutes?: string }): Promise<void> => {
  const { since, minutes } = options;
  const candidate = loadPolicy(file);
  const sinceDays =
    since === undefined ? undefined : numberOf('--since', since, (days) => Number.isInteger(days) && days > 0);
  const minutesPerCase = minutes === undefined ? undefined : numberOf('--minutes', minutes, (value) => value > 0);
  await withStore(async (store) => {
    await store.migrate();
    const { live } = await openPolicies(store, loadPolicy()).current();
    const result = await simulateAgainst(store, live, candidate, { sinceDays, minutesPerCase });
    say(
      `${candidate.version} against ${result.against}: ${result.posts} posts, ${result.from ?? 'none yet'} to ${result.to}`,
    );
    if (result.withoutScores > 0)
      say(`  ${result.withoutScores} older posts are not counted; weir rebuild brings them in`);
    say(`  flagged: ${result.flaggedBefore} -> ${result.flaggedAfter}`);
    say(`  newly flagged: ${result.newlyFlagged} posts in ${result.newCases} cases`);
    say(`  no longer flagged: ${result.noLongerFlagged} posts in ${result.fewerCases} cases`);
    say(
      `  review, hours a day: +${result.hoursPerDay.more} -${result.hoursPerDay.less} (${result.minutesPerCase} minutes a case)`,
    );
    for (const [title, rows] of [
      ['category', result.byCategory],
      ['language', result.byLanguage],
    ] as const)
      for (const { key, newly, noLonger } of rows) say(`  ${title} ${key}: +${newly} -${noLonger}`);
    for (const [version, judged] of [
      [result.against, result.decidedBefore],
      [candidate.version, result.decidedAfter],
    ] as const) {
      const { truePositives: right, falsePositives, falseNegatives } = judged;
      say(
        `  ${version}, where people have decided: precision ${share(right, right + falsePositives)}, recall ${share(right, right + falseNegatives)}`,
      );
    }
    for (const [sign, posts] of [
      ['+', result.samples.newlyFlagged],
      ['-', result.samples.noLongerFlagged],
    ] as const)
      for (const { postId, lang, leading, violating } of posts)
        say(`  ${sign} ${lang} ${leading} ${violating.toFixed(2)} /archive/posts/${postId}`);
  });
};
