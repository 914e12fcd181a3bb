import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import zhCN from '../../locales/zh-CN.json' with { type: 'json' };
import { systemNote } from './system-note.ts';

beforeAll(() => i18next.init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zhCN } } }));

test('what the house wrote on a case is told in the language of the pages', () => {
  expect(systemNote('Every known address is gone: 2 by its author, 1 nobody said by whom.', i18next.t)).toBe(
    '所有已知网址均已消失：2 个由作者删除，1 个删除者不明。',
  );
  expect(systemNote('The drill is over.', i18next.t)).toBe('演练已结束。');
  expect(systemNote('Something else.', i18next.t)).toBe('Something else.');
});
