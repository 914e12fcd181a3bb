/** Writes the model card from what the training measured. */
import { CONTEXTS } from '#core/labels.ts';
import type { HeadDescription } from '../model/head.ts';
import type { Example } from './corpus.ts';
import { type Figures, percent, table } from './figures.ts';
import type { TrainingData } from './rows.ts';
import { CHOSEN, SEEDS } from './settings.ts';

interface CardData {
  description: HeadDescription;
  data: TrainingData;
  /** On the validation set, with the int8 encoder that is served. */
  all: Figures;
  byLanguage: [string, Figures][];
  contexts: Record<string, number>;
}

const count = (examples: Example[], pick: (example: Example) => string): number => new Set(examples.map(pick)).size;

const perLanguage = (examples: Example[]): string =>
  [...new Set(examples.map(({ lang }) => lang))]
    .sort()
    .map((lang) => `${lang} ${examples.filter((one) => one.lang === lang).length}`)
    .join(', ');

export function writeCard({ description, data, all, byLanguage, contexts }: CardData): string {
  const { version, encoder, layers, hidden, words } = description;
  const { corpus, counterfactual, everyday, validation } = data;
  return `# Model card: ${version}

Written by \`npm run train\`; do not edit by hand.

## What it is
The encoder \`${encoder}\` (multilingual-e5-small: twelve layers, 384 dimensions, vocabulary trimmed to Latin, Han, Arabic and
Cyrillic, int8 matrix products), its last ${CHOSEN.trained_layers} layers trained on, with a head of one hidden layer of ${hidden} over the means of layers
${layers.join(', ')}${SEEDS.length > 1 ? `; weights averaged over ${SEEDS.length} runs` : ''}. Beside it
stand words, pairs of words and stretches of one to five characters with one weight each (\`words.bin\`, int8); they make
${percent(words?.share ?? 0)} of the output for violating. Outputs: a calibrated probability that a text is violating (docs/label-guide.md), one per
category, and the protected context. Identity terms (religion, origin, sex, orientation, disability; \`text/identity-terms.ts\`) are
put into one neutral word before anything is read. It describes texts. It says nothing about the people who wrote them.

## What it is for, and what it must not be used for
It puts posts in an order in which people look at them. It must not remove, block, report or answer anything by itself; it
must not score, rank or profile authors or groups; it must not be used on private messages; a score is no evidence and does
not belong in an order or a statement of reasons. Languages without examples below work by transfer alone: treat their
scores as a hint.

## Data
- The corpus in \`classifiers/corpus\`: ${corpus.length} invented posts (${perLanguage(corpus)}), ${count(corpus, (e) => e.idea)} ideas, ${count(corpus, (e) => e.style)} author styles; Apache-2.0 like
  the project. Every violating idea stands beside twins that use its words and are not violating.
- Counterfactual examples: ${counterfactual.length}, made from templates in which only the identity term changes (\`training/swap-training.ts\`);
  and in half of all texts the identity terms were exchanged for others, anew in every epoch.
- Everyday text: ${everyday.length} rows${everyday.length === 0 ? ' (none was at hand)' : ' (COLD train, safe rows, Apache-2.0; Davidson et al., class neither, MIT), weighed low'}.
- Chosen and calibrated on \`classifiers/validation\`: ${validation.length} posts by another hand (${perLanguage(validation)}).
- Encoder weights and tokenizer: MIT.
- HateCheck and \`classifiers/evaluation\` were never trained on, nor was anything chosen by them. The sets named in \`npm run evaluate\` as test sets were never trained on.

## Figures on the validation set
The choice among trials and the calibration were made on this set, so these figures flatter; \`npm run evaluate\` measures on sets
that nothing was chosen by (\`EVALUATION.md\` holds its last output). All sets were invented by few hands: **text from elsewhere
may score lower**.

${table([['all', all], ...byLanguage])}

False alarms at 0.5, by context of the examples that are not violating: ${CONTEXTS.map((context) => `${context} ${percent(contexts[context] ?? Number.NaN)}`).join(', ')}.

## Known failures
- Twins that differ from a violating text in one or two words are the hardest: see the false alarms above.
- Veiled threats, irony, in-group jargon, and calls spread over several posts are missed.
- int8 products share one scale per batch, so a score can move in the third decimal with the batch it was computed in.
- A long text is read in windows of 256 tokens, the first six and the last two; what lies between is not seen.
`;
}
