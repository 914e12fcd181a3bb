/** Tells the house that scores or texts of a source have shifted: which source and week, and where to look. */
import { canonicalJson } from '#core/hash.ts';
import type { Bulletin } from './bulletin.ts';

export interface Shift {
  sourceId: string;
  /** The Monday, RFC 3339. */
  week: string;
  measures: readonly ('violating' | 'novelty')[];
}

const WORDS = {
  violating: { en: 'the score', zh: '分数' },
  novelty: { en: 'novelty', zh: '新颖度' },
} as const;

export const driftBulletin = (id: string, { sourceId, week, measures }: Shift, publicUrl: string): Bulletin => {
  const page = `${publicUrl}/oversight/drift`;
  const day = week.slice(0, 10);
  const said = (language: 'en' | 'zh', glue: string): string =>
    measures.map((measure) => WORDS[measure][language]).join(glue);
  return {
    id,
    body: canonicalJson({ form: 'drift-alarm', version: 1, id, sourceId, week, measures, page }),
    subject: `[Weir] Shift / 偏移: ${sourceId}`,
    text: [
      `Source ${sourceId}, week from ${day}: ${said('en', ' and ')} shifted past the alarm line. Posts or model have changed.`,
      '',
      `来源 ${sourceId}，自 ${day} 起的一周：${said('zh', '和')}的偏移超过警戒线。帖文或模型发生了变化。`,
      '',
      page,
    ].join('\n'),
  };
};
