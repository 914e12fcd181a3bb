import { expect, test } from 'vitest';
import { type DecisionDraft, decisionOf, emptyDraft, missingIn, PURPOSES, withTemplate } from './decision-draft.ts';

const HASH = 'a'.repeat(64);
const allNo: DecisionDraft['exemption'] = {
  education: false,
  journalism: false,
  art: false,
  research: false,
  counterSpeech: false,
  publicDebate: false,
};
const violating = (change: Partial<DecisionDraft> = {}): DecisionDraft => ({
  outcome: 'violating',
  categories: ['threat'],
  exemption: allNo,
  explanation: 'Nothing in it reports or teaches.',
  reason: 'It announces an attack.',
  ...change,
});

test('nothing is answered beforehand', () => {
  const draft = emptyDraft();
  expect(draft.outcome).toBeNull();
  expect(Object.keys(draft.exemption)).toEqual(PURPOSES);
  expect(Object.values(draft.exemption).every((answer) => answer === null)).toBe(true);
});

test('a violating decision carries category, legal basis and the whole exemption test', () => {
  expect(decisionOf(violating(), HASH, true)).toEqual({
    outcome: 'violating',
    categories: ['threat'],
    legalBasis: 'tco-art-3',
    exemption: { ...allNo, explanation: 'Nothing in it reports or teaches.' },
    reason: 'It announces an attack.',
    contentHash: HASH,
  });
});

test('any other decision carries none of them, even where they were filled in first', () => {
  expect(decisionOf(violating({ outcome: 'not_violating' }), HASH, true)).toEqual({
    outcome: 'not_violating',
    categories: [],
    legalBasis: 'none',
    exemption: null,
    reason: 'It announces an attack.',
    contentHash: HASH,
  });
});

test.each<[string, Partial<DecisionDraft>, string]>([
  ['no category', { categories: [] }, 'category'],
  ['a question left open', { exemption: { ...allNo, art: null } }, 'exemption'],
  ['a protected purpose', { exemption: { ...allNo, journalism: true } }, 'exemptionApplies'],
  ['no explanation', { explanation: 'short' }, 'explanation'],
  ['no reason', { reason: '  ' }, 'reason'],
  ['the gap of an English template', { reason: 'States an intention to attack: …' }, 'placeholder'],
  ['the gap of a Chinese template', { reason: '表明袭击意图：……' }, 'placeholder'],
])('%s stands in the way', (_what, change, missing) => {
  expect(missingIn(violating(change), true)).toEqual([missing]);
  expect(decisionOf(violating(change), HASH, true)).toBeNull();
});

test('nobody judges a text that was not shown, but anybody may pass it on', () => {
  expect(missingIn(violating(), false)).toEqual(['unread']);
  expect(missingIn(violating({ outcome: 'not_violating' }), false)).toEqual(['unread']);
  expect(missingIn(violating({ outcome: 'escalate' }), false)).toEqual([]);
  expect(missingIn(violating({ outcome: 'not_sure' }), false)).toEqual([]);
});

test('a template goes after what is there', () => {
  expect(withTemplate('', 'Template')).toBe('Template');
  expect(withTemplate('Mine. \n', 'Template')).toBe('Mine.\nTemplate');
});
