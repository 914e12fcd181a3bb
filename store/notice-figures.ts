/** Figures of notices under DSA art. 16 and of referrals: what left, and what the platforms said to it. */
import type { estypes } from '@elastic/elasticsearch';
import { NOTICE_INSTRUMENTS, type NoticeFigure, type NoticeInstrument } from '#core/figure-names.ts';
import type { Query } from './elasticsearch.ts';
import {
  both,
  bucketsBy,
  type Counted,
  EVERY,
  type FigureSlice,
  type Percentiles,
  type Sliced,
  sliced,
  slicedOf,
  sliceOf,
  type Took,
  took,
  tookOf,
} from './figure-slices.ts';

export interface NoticeCounts {
  sent: number;
  replied: number;
  refused: number;
  overdue: number;
  reply: Took;
}
export interface SlicedNotices extends Sliced<NoticeCounts> {
  instruments: Map<string, NoticeCounts>;
}

export const NOTICE_FILTERS: Record<NoticeFigure, Query> = {
  sent: EVERY,
  replied: { exists: { field: 'reply' } },
  refused: { term: { reply: 'not_acted' } },
  overdue: { term: { overdue: true } },
};

/** Of one instrument, or of both that platforms weigh. */
export const noticeSlice = (slice: FigureSlice, instrument?: NoticeInstrument): Query =>
  both(
    sliceOf('leftAt', slice),
    instrument === undefined ? { terms: { instrument: [...NOTICE_INSTRUMENTS] } } : { term: { instrument } },
  );

export const noticesQuery = (slice: FigureSlice) => {
  const counts = {
    replied: { filter: NOTICE_FILTERS.replied },
    refused: { filter: NOTICE_FILTERS.refused },
    overdue: { filter: NOTICE_FILTERS.overdue },
    reply: took('replySeconds'),
  };
  return {
    size: 0,
    track_total_hits: true,
    query: noticeSlice(slice),
    aggregations: {
      ...sliced('leftAt', counts),
      instruments: { terms: { field: 'instrument', size: NOTICE_INSTRUMENTS.length }, aggregations: counts },
    },
  };
};

type NoticeBucket = Counted & Record<'replied' | 'refused' | 'overdue', Counted> & { reply: Percentiles };

const noticeCounts = (bucket: NoticeBucket): NoticeCounts => ({
  sent: bucket.doc_count,
  replied: bucket.replied.doc_count,
  refused: bucket.refused.doc_count,
  overdue: bucket.overdue.doc_count,
  reply: tookOf(bucket.reply),
});

export const slicedNotices = (answer: estypes.SearchResponse<unknown>): SlicedNotices => ({
  ...slicedOf<NoticeBucket, NoticeCounts>(answer, noticeCounts),
  instruments: bucketsBy<NoticeBucket, NoticeCounts>(answer, 'instruments', noticeCounts),
});
