import { describe, expect, it } from 'vitest';
import { modelText } from '../text/normalise.ts';
import { measureEvasion } from './evasion.ts';
import { PERTURBATIONS, perturb } from './perturbations.ts';

const TEXT = 'On Saturday we meet at the old bridge and bring lanterns';

describe('perturb', () => {
  it('disguises a text in the same way every time', () => {
    for (const kind of PERTURBATIONS) expect(perturb(TEXT, kind)).toBe(perturb(TEXT, kind));
    expect(perturb(TEXT, 'leetspeak')).not.toBe(TEXT);
    expect(perturb('周六我们在老桥见面，带上灯笼，唱歌跳舞，然后一起回家', 'pinyin')).toMatch(/\p{Script=Latin}/u);
  });

  it.each(['spacing', 'spacing without gaps', 'dots', 'zero-width', 'homoglyph', 'full width'] as const)(
    'is undone before the model reads the text: %s',
    (kind) => {
      expect(modelText(perturb(TEXT, kind)).text).toBe(TEXT);
    },
  );
});

describe('measureEvasion', () => {
  it('counts what is found again, and what the disguise makes of harmless posts', async () => {
    const posts = [
      { text: 'the word is here', lang: 'en', violating: true },
      { text: 'no such thing', lang: 'en', violating: false },
    ];
    const rows = await measureEvasion(posts, async (texts) => texts.map((text) => (/^the /.test(text) ? 1 : 0)));
    const row = rows.find((one) => one.perturbation === 'dots');
    expect(row).toEqual({
      lang: 'en',
      perturbation: 'dots',
      posts: 1,
      still: 1,
      benign: 1,
      benignFlaggedPlain: 0,
      benignFlaggedDisguised: 0,
    });
    expect(rows.find((one) => one.perturbation === 'spacing')?.still).toBe(0);
  });
});
