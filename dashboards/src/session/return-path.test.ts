import { expect, test } from 'vitest';
import { safeReturnPath, signInPath } from './return-path.ts';

test('the way back is kept', () => {
  const path = signInPath('/review/cases/case-1?queue=open');
  expect(safeReturnPath(new URL(path, 'http://weir.test').searchParams.get('return'))).toBe(
    '/review/cases/case-1?queue=open',
  );
});

test.each(['https://elsewhere.test/', '//elsewhere.test', '/\\elsewhere.test', 'review', '/sign-in?return=/', null])(
  'the way back never leads elsewhere: %s',
  (wanted) => {
    expect(safeReturnPath(wanted)).toBe('/');
  },
);
