import { type Agreement, cohensKappa, fleissKappa } from '#core/agreement.ts';
import type { Case } from '#core/case.ts';
import { answersTo, isDisputed } from '#core/case-quality.ts';
import { currentDecision } from '#core/case-state.ts';
import { CATEGORIES } from '#core/labels.ts';
import type { Store } from '#store/store.ts';
import type { AgreementShown } from '../schemas/quality.ts';

/** With fewer a figure of the house would be one of somebody. */
const LEAST_PEOPLE = 3;
const LEAST_SUBJECTS = 10;

const peopleOf = (cases: readonly Case[]): number =>
  new Set(
    cases
      .flatMap((one) => [currentDecision(one)?.reviewer, ...(one.readings ?? []).map(({ by }) => by)])
      .filter(Boolean),
  ).size;

const isTold = (cases: readonly Case[]): boolean => cases.length >= LEAST_SUBJECTS && peopleOf(cases) >= LEAST_PEOPLE;

/** Told only where enough people and cases are behind it. */
export const toldAgreement = (cases: readonly Case[], agreement: Agreement | null): AgreementShown['fleiss'] =>
  agreement === null || !isTold(cases)
    ? { subjects: cases.length, observed: null, expected: null, kappa: null }
    : agreement;

const fleissOf = (cases: readonly Case[]): AgreementShown['fleiss'] =>
  toldAgreement(cases, fleissKappa(cases.map(answersTo)));

/** How far the house agrees with itself. No figure names a person or can be asked for by one. */
export const agreementOf = async (store: Store): Promise<AgreementShown> => {
  const cases: Case[] = [];
  for await (const one of store.cases.readTwice()) if (answersTo(one).length >= 2) cases.push(one);
  const pairs = cases.flatMap((one): [string, string][] => {
    const [decision, reading] = answersTo(one);
    return decision === undefined || reading === undefined ? [] : [[decision, reading]];
  });
  const golden = cases.filter((one) => one.golden !== undefined);
  const goldenReadings = golden.flatMap(({ golden: answer, readings = [] }) =>
    readings.map(({ outcome }) => outcome === answer?.outcome),
  );
  const languages = [...new Set(cases.map(({ lang }) => lang))].sort();
  return {
    leastPeople: LEAST_PEOPLE,
    leastSubjects: LEAST_SUBJECTS,
    cohen: toldAgreement(cases, cohensKappa(pairs)),
    fleiss: fleissOf(cases),
    byCategory: CATEGORIES.map((key) => ({
      key,
      fleiss: fleissOf(cases.filter(({ assessment }) => assessment.leading === key)),
    })),
    byLanguage: languages.map((key) => ({ key, fleiss: fleissOf(cases.filter(({ lang }) => lang === key)) })),
    golden: { readings: goldenReadings.length, right: isTold(golden) ? goldenReadings.filter(Boolean).length : null },
    disputed: cases.filter(isDisputed).length,
  };
};
