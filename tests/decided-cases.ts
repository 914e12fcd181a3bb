/** Cases that people decided: what a retraining reads. Written as the events that the commands of core give. */
import type { DecisionInput } from '#core/case.ts';
import { countersignCase, decideCase, endHold } from '#core/case-state.ts';
import { sha256 } from '#core/hash.ts';
import type { Category } from '#core/labels.ts';
import type { Store } from '#store/store.ts';
import { aLocation, caseOpened, machine, person } from '#store/test-records.ts';

export interface DecidedText {
  text: string;
  lang: string;
  categories: Category[];
  exemption?: DecisionInput['exemption'];
}

const DECIDED_AT = '2026-03-01T10:00:00.000Z';
const LATER = '2026-03-01T11:00:00.000Z';

export const NO_EXEMPTION = {
  ...{ education: false, journalism: false, art: false, research: false, counterSpeech: false, publicDebate: false },
  explanation: 'None of the purposes applies to this text.',
};

/** Opens a case and decides it to the end: two people where it is violating. @returns its id */
export const decideText = async (store: Store, clusterId: string, decided: DecidedText): Promise<string> => {
  const { text, lang, categories, exemption = null } = decided;
  const id = `case-${clusterId}`;
  const contentHash = sha256(text);
  const opening = caseOpened(clusterId, { text, lang, contentHash, location: aLocation(1, { contentHash }) });
  await store.cases.create(id, opening, machine);
  const isViolating = categories.length > 0;
  await store.cases.change(id, person('ana'), (state) =>
    decideCase(
      state,
      {
        outcome: isViolating ? 'violating' : 'not_violating',
        categories,
        legalBasis: isViolating ? 'tco-art-3' : 'none',
        exemption: isViolating ? NO_EXEMPTION : exemption,
        reason: 'as the label guide says',
        contentHash,
      },
      { actor: person('ana'), at: DECIDED_AT, undoMilliseconds: 60_000, seenRevision: state.revision },
    ),
  );
  await store.cases.change(id, machine, (state) => endHold(state, LATER));
  if (isViolating)
    await store.cases.change(id, person('bo'), (state) =>
      countersignCase(state, { actor: person('bo'), at: LATER, seenRevision: state.revision, contentHash }),
    );
  return id;
};
