/** What is printed of a drill says so across its head, on each form and in both languages. */
import { expect, test } from 'vitest';
import type { NoticeDraft } from '#core/notice.ts';
import { evolveOrder } from '#core/order-state.ts';
import { foldNotice, NOTICE_START, noticeDrafted } from '#core/test-notices.ts';
import { machine, orderDrafted } from '#store/test-records.ts';
import { EXAMPLE_ORDER } from '#takedowns/forms/examples.ts';
import { testKey } from '../tests/api-house.ts';
import type { ApiDependencies } from './dependencies.ts';
import { printedNotice } from './notices/document.ts';
import { printedForm } from './orders/document.ts';

const MARK = { en: 'DRILL: stays inside the house', 'zh-CN': '演练：不得外发' } as const;
const LANGUAGES = ['en', 'zh-CN'] as const;
/** Gives back the page that would be printed. */
const deps = {
  keys: { order: testKey('house') },
  printPdf: async (html: string) => Buffer.from(html),
} as Partial<ApiDependencies> as ApiDependencies;
const drills = [
  [{ drill: 'drill-1' }, true],
  [{}, false],
] as const;

test.each(drills)('an order: %j', async (drill, isMarked) => {
  const order = evolveOrder(null, {
    ...{ v: 1, id: 'event-1', subject: { type: 'order', id: 'order-1' }, seq: 1, at: NOTICE_START, actor: machine },
    ...orderDrafted('IE-1', { document: { ...EXAMPLE_ORDER }, ...drill }),
  });
  const operator = { name: 'Lanternfish' } as Parameters<typeof printedForm>[2];
  for (const form of ['tco-annex-1', 'tco-annex-2', 'tco-annex-3', 'prior-information'] as const)
    for (const lang of LANGUAGES) {
      const { pdf } = await printedForm(deps, order, operator, { form, lang }, false);
      expect(String(pdf).includes(MARK[lang]), `${form} ${lang}`).toBe(isMarked);
    }
});

test.each(drills)('a notice: %j', async (drill, isMarked) => {
  const { type, data } = noticeDrafted('dsa-notice');
  const drafted = { type, data: { ...data, ...drill } } as NoticeDraft;
  const notice = foldNotice(null, [drafted], machine, NOTICE_START);
  for (const lang of LANGUAGES) {
    const { pdf } = await printedNotice(deps, notice, { lang }, false);
    expect(String(pdf).includes(MARK[lang]), lang).toBe(isMarked);
  }
});
