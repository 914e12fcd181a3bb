/** What the demo tells by itself: a notice that the platform acts on, and a referral that it declines; real processes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellDemoStory } from '#cli/demo-story.ts';
import { type House, startHouse } from './house.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();
const PATIENCE = 240_000;
let house: House;
beforeAll(async () => {
  house = await startHouse(namespace, { undoSeconds: 1, web: { actAfterSeconds: { papertrail: 1 } } });
}, 240_000);
afterAll(async () => {
  await house?.close();
});

test(
  'a notice and a referral go out under the names of four people, are answered, and are told once',
  async () => {
    const { signal } = new AbortController();
    expect(await tellDemoStory(house.url, signal)).toBe(2);
    const outcomes = async () => {
      const { items } = await house.store.notices.list({ size: 10 });
      return items
        .map(({ instrument, answers }) => {
          const decision = answers.find(({ answer }) => answer.form === 'notice-decision')?.answer;
          return `${instrument} ${decision?.form === 'notice-decision' ? decision.outcome : 'waits'}`;
        })
        .sort();
    };
    await expect.poll(outcomes, { timeout: PATIENCE }).toEqual(['dsa-notice acted', 'referral not_acted']);
    const { items } = await house.store.notices.list({ size: 10 });
    for (const { decidedBy, countersignedBy, draftedBy, signedBy } of items)
      expect([decidedBy, countersignedBy, draftedBy, signedBy]).toEqual([
        ...['account-mei', 'account-jonas', 'account-lea', 'account-nadia'],
      ]);
    expect(await tellDemoStory(house.url, signal)).toBe(0);
  },
  PATIENCE * 2,
);
