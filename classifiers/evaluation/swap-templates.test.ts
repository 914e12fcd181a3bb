import { expect, it } from 'vitest';
import { modelText } from '../text/normalise.ts';
import { swapExamples } from '../training/swap-training.ts';
import { swapGroups } from './swap-templates.ts';

const read = (text: string): string => modelText(text).text;

it('reads every text of a template alike, of the evaluation and of the training', () => {
  expect(swapGroups().filter(({ texts }) => new Set(texts.map(read)).size > 1)).toEqual([]);
  // Groups that are no identity (teachers, neighbours) stand in the training beside the others.
  const NO_IDENTITY = /teachers|neighbours|老师|邻居|voisins|vecinos|Nachbarn|сосед|الجيران|komşu/iu;
  const training = new Map<string, Set<string>>();
  for (const { swap = '', text } of swapExamples().filter((one) => !NO_IDENTITY.test(one.text)))
    training.set(swap, (training.get(swap) ?? new Set()).add(read(text)));
  expect([...training.values()].filter((texts) => texts.size > 1).map((texts) => [...texts])).toEqual([]);
});
