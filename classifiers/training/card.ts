/** Writes the model card from what the training measured. */
import { CONTEXTS } from '#core/labels.ts';
import { ENCODER_VERSION } from '../encoder/build.ts';
import type { Example } from './corpus.ts';
import { type Figures, percent, type swapFlips, table } from './figures.ts';
import { FIT, FOLDS, LAYERS, MEMBERS } from './settings.ts';

interface CardData {
  version: string;
  examples: Example[];
  counterfactual: number;
  everyday: number;
  all: Figures;
  byLanguage: [string, Figures][];
  contexts: Record<string, number>;
  swaps: ReturnType<typeof swapFlips>;
}

export function writeCard({
  version,
  examples,
  counterfactual,
  everyday,
  all,
  byLanguage,
  contexts,
  swaps,
}: CardData): string {
  const count = (pick: (example: Example) => string): number => new Set(examples.map(pick)).size;
  const languages = byLanguage.map(([lang, own]) => `${lang} ${own.examples}`).join(', ');
  return `# Model card: ${version}

Written by \`npm run train\`; do not edit by hand.

## What it is
A head of ${MEMBERS} averaged networks (one hidden layer of ${FIT.hidden}) over the means of layers ${LAYERS.join(', ')} of the frozen encoder
\`${ENCODER_VERSION}\`: multilingual-e5-small, twelve layers, 384 dimensions, vocabulary trimmed to Latin, Han, Arabic and
Cyrillic, int8 matrix products. Outputs: a calibrated probability that a text is violating (docs/label-guide.md), one per
category, and the protected context. It describes texts. It says nothing about the people who wrote them.

## What it is for, and what it must not be used for
It puts posts in an order in which people look at them. It must not remove, block, report or answer anything by itself; it
must not score, rank or profile authors or groups; it must not be used on private messages; a score is no evidence and does
not belong in an order or a statement of reasons. Languages without examples below work by transfer alone: treat their
scores as a hint.

## Data
- The corpus in \`classifiers/corpus\`: ${examples.length} invented posts (${languages}), ${count((e) => e.idea)} ideas, ${count((e) => e.style)} author styles; Apache-2.0 like
  the project. Every violating idea stands beside twins that use its words and are not violating.
- Counterfactual examples: ${counterfactual}, made from templates in which only the identity term changes (\`training/swap-training.ts\`).
- Everyday text: ${everyday} rows${everyday === 0 ? ' (none was at hand)' : ' (COLD train, safe rows, Apache-2.0; Davidson et al., class neither, MIT), weighed low'}.
- Encoder weights and tokenizer: MIT.
- HateCheck was never trained on. The sets named in \`npm run evaluate\` as test sets were never trained on.

## Figures on held-out ideas and styles
${FOLDS} x ${FOLDS} cells: every example is scored by one network that saw neither its idea nor its style. The corpus was written by a few
hands and in one house style, so **text from elsewhere will score lower than this**; \`npm run evaluate\` measures on other
people's test sets (\`EVALUATION.md\` holds its last output). The calibration was fitted on these same held-out scores, so the calibration error is a lower bound.

${table([['all', all], ...byLanguage])}

False alarms at 0.5, by context of the examples that are not violating: ${CONTEXTS.map((context) => `${context} ${percent(contexts[context] ?? Number.NaN)}`).join(', ')}.

Identity swaps (groups of texts that differ in one identity term): ${swaps.flips} of ${swaps.groups} groups change sides at 0.5; widest spread of probability
within a group ${swaps.widest.toFixed(2)}.

## Known failures
- Twins that differ from a violating text in one or two words are the hardest: see the false alarms above.
- Veiled threats, irony, in-group jargon, text inside images, and calls spread over several posts are missed.
- The head reads means over tokens: word order and the scope of a negation reach it only as far as the encoder keeps them.
- int8 products share one scale per batch, so a score can move in the third decimal with the batch it was computed in.
- Only the first 256 tokens of a text are read.
`;
}
