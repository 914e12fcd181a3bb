import type { TFunction } from 'i18next';

const ALL_GONE = /^Every known address is gone: (.+)\.$/;
const COUNTED = /^(\d+) (by its author|by the operator|nobody said by whom)$/;
const BY = {
  'by its author': 'systemNotes.by_author',
  'by the operator': 'systemNotes.by_operator',
  'nobody said by whom': 'systemNotes.by_nobody',
} as const;

/** What the house itself wrote on a case, in the language of the pages; a note of another form stays as it is. */
export const systemNote = (text: string, t: TFunction): string => {
  if (text === 'The drill is over.') return t('systemNotes.drillOver');
  const counted = ALL_GONE.exec(text)?.[1];
  if (counted === undefined) return text;
  const parts = counted.split(', ').map((part) => {
    const [, count, by] = COUNTED.exec(part) ?? [];
    return by === undefined ? part : t(BY[by as keyof typeof BY], { count: Number(count) });
  });
  return t('systemNotes.allGone', { parts: parts.join(t('systemNotes.and')) });
};
