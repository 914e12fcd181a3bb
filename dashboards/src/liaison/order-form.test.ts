import { expect, test } from 'vitest';
import { draftOf, emptyForm, formOf, missingInForm } from './order-form.ts';

const statement = 'The text announces an attack; it names a day and a place.';

test('what is switched off is sent as nothing, and nothing typed is lost', () => {
  const draft = {
    ...emptyForm(),
    statementOfReasons: `  ${statement} `,
    nonDisclosureReason: 'kept',
    emergencyReason: 'kept',
  };
  expect(formOf(draft)).toEqual({
    statementOfReasons: statement,
    nonDisclosure: false,
    nonDisclosureReason: null,
    emergencyReason: null,
  });
  expect(draft.nonDisclosureReason).toBe('kept');
});

test('a form that was saved opens as it was', () => {
  const form = {
    statementOfReasons: statement,
    nonDisclosure: true,
    nonDisclosureReason: 'An inquiry is under way.',
    emergencyReason: 'The attack is announced for tonight.',
  };
  expect(formOf(draftOf(form))).toEqual(form);
});

test('each gap is named', () => {
  expect(missingInForm(emptyForm())).toEqual(['statement']);
  expect(missingInForm({ ...emptyForm(), statementOfReasons: `${statement} …` })).toEqual(['placeholder']);
  expect(
    missingInForm({ ...emptyForm(), statementOfReasons: statement, nonDisclosure: true, emergency: true }),
  ).toEqual(['nonDisclosureReason', 'emergencyReason']);
});
