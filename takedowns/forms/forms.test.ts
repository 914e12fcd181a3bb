import { describe, expect, inject, it } from 'vitest';
import { FORM_EXAMPLES } from './examples.ts';
import { allForms, FORM_LANGUAGES, formOf, linesOf } from './form.ts';
import { createPrinter } from './print.ts';
import { renderForm, valueAt } from './render.ts';

const ids = [...allForms().keys()].sort();

describe('every form', () => {
  it('has an example, and no example is without its form', () => {
    expect(ids).toEqual(Object.keys(FORM_EXAMPLES).sort());
  });

  it.each(ids)('%s prints every value that its example has', (id) => {
    const values = FORM_EXAMPLES[id];
    for (const line of linesOf(formOf(id))) {
      if (line.rule !== 'required') continue;
      expect(valueAt(values, line.pointer), `${id} ${line.pointer}`).toBeDefined();
    }
  });

  it.each(ids)('%s says beside each recalled line that it is to be checked, in the preview alone', (id) => {
    const form = formOf(id);
    const recalled = linesOf(form).filter(({ state }) => state === 'R').length;
    const count = (preview: boolean): number =>
      renderForm(form, FORM_EXAMPLES[id], { language: 'en', preview }).split(
        'to be checked against the Official Journal',
      ).length - 1;
    expect(count(true)).toBeGreaterThanOrEqual(recalled);
    if (id.startsWith('tco-')) expect(recalled).toBeGreaterThan(0);
    expect(count(false)).toBe(0);
  });

  it.each(ids)('%s has its labels in both languages', (id) => {
    const form = formOf(id);
    for (const { label } of linesOf(form)) expect(label['zh-CN']).toMatch(/\p{Script=Han}/u);
    expect(renderForm(form, FORM_EXAMPLES[id], { language: 'zh-CN' })).toContain('<html lang="zh-CN">');
  });

  it('is refused where a line has a field that nobody knows', async () => {
    const { Form } = await import('./form.ts');
    const { checker } = await import('#core/schema.ts');
    const form = structuredClone(formOf('tco-annex-2')) as unknown as { sections: { lines: object[] }[] };
    Object.assign(form.sections[0]?.lines[0] ?? {}, { colour: 'red' });
    expect(() => checker(Form, 'FORM_INVALID', 'The form')(form)).toThrow(
      expect.objectContaining({ code: 'FORM_INVALID' }),
    );
  });
});

describe('a rendered form', () => {
  it('carries the redress of section G, in both languages', () => {
    for (const language of FORM_LANGUAGES) {
      const html = renderForm(formOf('tco-annex-1'), FORM_EXAMPLES['tco-annex-1'], { language });
      for (const words of ['High Court (fictional)', '28 days from receipt of the order', '7K2M-9QXD-41RB'])
        expect(html).toContain(words);
      expect(html).toContain(language === 'en' ? 'right to an effective remedy' : '获得有效救济的权利');
    }
  });

  it('lets no value become markup, and shows no text other than it is', () => {
    const values = structuredClone(FORM_EXAMPLES['tco-annex-1']) as {
      sectionA: { addressee: string };
      sectionB: { urls: string[]; statementOfReasons: string };
    };
    values.sectionA.addressee = '<img src=x onerror=alert(1)> & "Sons"';
    values.sectionB.urls = ['https://a.example/</code><script>1</script>'];
    values.sectionB.statementOfReasons = 'before \u202egnp.exe\u2066 after';
    const html = renderForm(formOf('tco-annex-1'), values, { language: 'en' });
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Sons&quot;');
    expect(html).not.toMatch(/<(img|script)/);
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  it('ticks what was chosen and nothing else', () => {
    const html = renderForm(formOf('tco-annex-1'), FORM_EXAMPLES['tco-annex-1'], { language: 'en' });
    const ticked = [...html.matchAll(/☒<\/span><span>(\(\w\))/g)].map((one) => one[1]);
    const open = [...html.matchAll(/☐<\/span><span>(\(\w\))/g)].map((one) => one[1]);
    expect([ticked, open]).toEqual([
      ['(a)', '(c)'],
      ['(b)', '(d)', '(e)'],
    ]);
  });
});

it('is printed as a PDF by a browser without network', async () => {
  const print = createPrinter(async () => ({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
  }));
  const html = renderForm(formOf('tco-annex-1'), FORM_EXAMPLES['tco-annex-1'], { language: 'zh-CN' });
  const pdf = Buffer.from(await print(html));
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.length).toBeGreaterThan(10_000);
});
