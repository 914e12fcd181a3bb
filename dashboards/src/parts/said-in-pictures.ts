import type { CaseDetail } from '#api/schemas/cases.ts';
import type { Stretch } from './stretches.ts';

export type Picture = NonNullable<CaseDetail['case']['pictures']>[number];
type PictureStretch = NonNullable<CaseDetail['case']['pictureStretches']>[number];

/** Words that came from a picture, with the stretches of them that carried the score. */
export interface SaidInPicture {
  from: PictureStretch['from'];
  text: string;
  stretches: Stretch[];
}

/** What a text says by itself, before what its pictures say. */
export const ownText = (text: string, stretches: readonly PictureStretch[] = []): string =>
  text.slice(0, stretches[0]?.start ?? text.length).trimEnd();

/** What one picture says, cut out of the text that was assessed; spans keep their place in it. */
export const saidIn = (
  picture: number,
  text: string,
  stretches: readonly PictureStretch[],
  spans: readonly Stretch[],
): SaidInPicture[] =>
  stretches
    .filter((stretch) => stretch.picture === picture)
    .map(({ from, start, end }) => ({
      from,
      text: text.slice(start, end),
      stretches: spans
        .filter((span) => span.end > start && span.start < end)
        .map((span) => ({ ...span, start: Math.max(0, span.start - start), end: Math.min(end, span.end) - start })),
    }));

/** The same for a post, whose pictures are kept beside its text. */
export const saidBy = ({ alt, text }: Picture): SaidInPicture[] => [
  ...(alt === undefined || alt === '' ? [] : [{ from: 'alt' as const, text: alt, stretches: [] }]),
  ...(text === null || text === '' ? [] : [{ from: 'ocr' as const, text, stretches: [] }]),
];
