import { expect, test } from 'vitest';
import { ERROR_CODES } from '#api/error-codes.ts';
import en from '../dashboards/locales/en.json' with { type: 'json' };
import zhCN from '../dashboards/locales/zh-CN.json' with { type: 'json' };

const HAN = /\p{Script=Han}/u;

test('every error that the API can answer with is told in both languages: what went wrong, and what to do', () => {
  const told = { en: en.errors as Record<string, object>, zh: zhCN.errors as Record<string, object> };
  const missing = Object.keys(ERROR_CODES).filter((code) =>
    [told.en[code], told.zh[code]].some((words) => !(words && 'message' in words && 'fix' in words)),
  );
  expect(missing).toEqual([]);
  const english = Object.entries(told.zh).filter(([, words]) => Object.values(words).some((text) => !HAN.test(text)));
  expect(english.map(([code]) => code)).toEqual([]);
});
