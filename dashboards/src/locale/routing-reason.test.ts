import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import zhCN from '../../locales/zh-CN.json' with { type: 'json' };
import { routingReason } from './routing-reason.ts';

beforeAll(() => i18next.init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zhCN } } }));

test('the reason of the policy is told in the language of the pages', () => {
  expect(routingReason('violating 0.93 at or over 0.50', i18next.t)).toBe('违规 0.93，达到或超过 0.50');
  expect(routingReason('threat 0.10 under 0.40', i18next.t)).toBe('威胁 0.10，低于 0.40');
});

test('a match with a list of known content is told too', () => {
  const reason = 'known content: Harbour list (Harbour Office (fictional)), entry indicator--1 and 2 more';
  expect(routingReason(reason, i18next.t)).toBe('匹配已知内容清单：Harbour list（Harbour Office (fictional)）');
});

test('a sample says what it is, and what it scored', () => {
  const told = routingReason('quality sample: violating 0.10 under 0.50', i18next.t);
  expect(told).toBe('质量抽样：违规 0.10，低于 0.50');
});

test('a reason of another form stays as it is', () => {
  expect(routingReason('quality sample', i18next.t)).toBe('quality sample');
  expect(routingReason('weather 0.10 under 0.40', i18next.t)).toBe('weather 0.10 under 0.40');
});
