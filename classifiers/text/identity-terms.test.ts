import { expect, it } from 'vitest';
import { modelText, normalise } from './normalise.ts';

const read = (text: string): string => modelText(text).text;

it('puts terms of every language into one neutral word', () => {
  const same = (texts: string[], expected: string) => expect(new Set(texts.map(read))).toEqual(new Set([expected]));
  same(['Sikhs sing', 'Chinese people sing', 'black women sing', 'trans people sing'], 'locals sing');
  same(['an atheist and a Kurd', 'a Kurd and an atheist'], 'a local and a local');
  same(['les juifs et les femmes', 'les Noirs et les hommes'], 'les locaux et les locaux');
  same(['die türkische Bäckerei', 'die muslimische Bäckerei'], 'die einheimische Bäckerei');
  same(['русская школа', 'еврейская школа'], 'местная школа');
  same(['قال المسلمين', 'قال الأكراد'], 'قال المحليين');
  same(['Kürtleri sever', 'Yahudileri sever'], 'yerlileri sever');
  same(['这些回族同胞在唱歌', '这些犹太人在唱歌', '这些女人们在唱歌'], '这些当地人在唱歌');
});

it('leaves words alone that only look like one', () => {
  for (const text of [
    'aroma of coffee, a woolly mammoth, turkey for dinner',
    'das sagt man so',
    '中国人民银行和水族馆',
    'black coffee, white wall',
    'человек шёл по улице',
  ])
    expect(read(text)).toBe(normalise(text).text);
});

it('keeps the way back to the original', () => {
  const text = 'I  like Buddhists a lot';
  const mapped = modelText(text);
  const at = mapped.text.indexOf('locals');
  const { start, end } = mapped.original(at, at + 'locals'.length);
  expect(text.slice(start, end)).toBe('Buddhists');
});
