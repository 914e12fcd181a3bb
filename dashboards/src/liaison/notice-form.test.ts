import { expect, test } from 'vitest';
import { emptyNotice, INSTRUMENTS, missingInNotice, noticeFormOf, noticeTextOf } from './notice-form.ts';

const full = {
  ...emptyNotice(),
  reasons: 'The second sentence asks its readers to take part in an attack.',
  provision: 'Public Order Online Act (fictional), s. 12',
  territorialScope: 'ie, nl、fi',
  scopeReason: 'The act applies within the State.',
  recipientRedress: 'A complaint to the office.',
  informationTo: 'Office (fictional)',
  goodFaith: true,
  termsClause: 'House rules 4',
};

test('each instrument asks for its own fields and for no others', () => {
  for (const instrument of INSTRUMENTS) expect(missingInNotice(instrument, full)).toEqual([]);
  const empty = emptyNotice();
  expect(missingInNotice('dsa-order', empty)).toEqual([
    'reasons',
    'provision',
    'scope',
    'scopeReason',
    'redress',
    'information',
  ]);
  expect(missingInNotice('dsa-notice', empty)).toEqual(['reasons', 'goodFaith']);
  expect(missingInNotice('referral', { ...empty, termsUrl: 'nowhere' })).toEqual(['reasons', 'terms', 'termsUrl']);
  expect(missingInNotice('referral', { ...full, reasons: `${full.reasons} …` })).toEqual(['placeholder']);
});

test('what was typed becomes the form, and comes back from it', () => {
  const form = noticeFormOf('dsa-order', full);
  expect(form).toMatchObject({ instrument: 'dsa-order', territorialScope: ['IE', 'NL', 'FI'] });
  expect(form).not.toHaveProperty('goodFaith');
  for (const instrument of INSTRUMENTS) {
    const one = noticeFormOf(instrument, full);
    expect(noticeFormOf(instrument, noticeTextOf(one))).toEqual(one);
  }
});
