/**
 * Every kind of job, and what its payload holds: ids only. A handler reads the state again, so a job that is late, doubled or
 * lost does no harm.
 */
export interface JobPayloads {
  /** Visit a source and store what is new. */
  crawl: { sourceId: string };
  /** Fetch and read the images of a post; until then it is not scored. */
  pictures: { postId: string };
  /** Score posts and put what people should see into cases. */
  analyse: { postIds: string[] };
  /** Compare the next posts of the archive with lists of known content that have changed. */
  compare: Record<string, never>;
  /** End the undo time of a decision. */
  hold: { caseId: string };
  /** Take a signed order one step further on its way to the operator. */
  deliver: { orderId: string };
  /** Break or keep the hour, and look whether the content is still up. */
  recheck: { orderId: string };
  /** Warn of a clock of an order before it runs out, and say so when it has. */
  clocks: { orderId: string };
  /** Send what goes out beside an order. */
  letters: { orderId: string };
  /** Take an order or notice under the DSA, or a referral, one step further on its way. */
  notice: { noticeId: string };
  /** Look whether what it names is still up, and whether an answer is out of time. */
  'notice-look': { noticeId: string };
  /** Go through the addresses of a case: still up, gone, or back? */
  look: { caseId: string };
  /** Reverse a case whose complaint was upheld, and annul its orders. */
  reverse: { complaintId: string };
  /** See what a tip leads to: a case, a visit of its page, or a person. */
  tip: { tipId: string };
  /** Put the cases of a drill into the queue, or close them. */
  drill: { drillId: string };
  /** Bring what partners can get in line with a case. */
  share: { caseId: string };
  /** Make the messages to partners about what has changed. */
  announce: Record<string, never>;
  /** Send one of them. */
  notify: { handoverId: string };
  /** See what a saved search that is watched has found since. */
  watch: { searchId: string };
  /** Take out of a collection what has been in it for long enough. */
  tidy: { collectionId: string };
  /** See whether scores of a source have shifted, and tell it. */
  drift: Record<string, never>;
  /** Make a file that somebody asked for, or take it away when its time is over. */
  export: { exportId: string };
  /** Have captures stamped, and enter them into the ledger. */
  seal: { captureIds: string[] };
  /** Purge what a source has had kept for long enough. */
  expire: { sourceId: string };
}
export type JobName = keyof JobPayloads;
export const JOB_NAMES = [
  'crawl',
  'pictures',
  'analyse',
  'compare',
  'hold',
  'deliver',
  'recheck',
  'clocks',
  'letters',
  'notice',
  'notice-look',
  'look',
  'reverse',
  'tip',
  'drill',
  'share',
  'announce',
  'notify',
  'watch',
  'tidy',
  'drift',
  'export',
  'seal',
  'expire',
] as const satisfies readonly JobName[];

export type Work = { [J in JobName]: { job: J; payload: JobPayloads[J] } }[JobName];

/** How a job ended. `skipped`: the state asked for nothing (any more). Failures are thrown. */
export type Outcome = 'done' | 'skipped';
export type Handlers = { [J in JobName]: (payload: JobPayloads[J]) => Promise<Outcome> };

/** The same work has the same id, so that it waits in the queue only once. (BullMQ forbids a colon in it.) */
export const jobIdOf = (work: Work): string => {
  switch (work.job) {
    case 'crawl':
      return `crawl-${work.payload.sourceId}`;
    case 'pictures':
      return `pictures-${work.payload.postId}`;
    case 'analyse':
      return `analyse-${work.payload.postIds[0] ?? 'none'}-${work.payload.postIds.length}`;
    case 'compare':
      return 'compare';
    case 'hold':
      return `hold-${work.payload.caseId}`;
    case 'deliver':
      return `deliver-${work.payload.orderId}`;
    case 'recheck':
      return `recheck-${work.payload.orderId}`;
    case 'clocks':
      return `clocks-${work.payload.orderId}`;
    case 'letters':
      return `letters-${work.payload.orderId}`;
    case 'notice':
    case 'notice-look':
      return `${work.job}-${work.payload.noticeId}`;
    case 'look':
      return `look-${work.payload.caseId}`;
    case 'reverse':
      return `reverse-${work.payload.complaintId}`;
    case 'tip':
      return `tip-${work.payload.tipId}`;
    case 'drill':
      return `drill-${work.payload.drillId}`;
    case 'share':
      return `share-${work.payload.caseId}`;
    case 'announce':
      return 'announce';
    case 'notify':
      return `notify-${work.payload.handoverId}`;
    case 'watch':
      return `watch-${work.payload.searchId}`;
    case 'tidy':
      return `tidy-${work.payload.collectionId}`;
    case 'drift':
      return 'drift';
    case 'export':
      return `export-${work.payload.exportId}`;
    case 'seal':
      return `seal-${work.payload.captureIds[0] ?? 'none'}-${work.payload.captureIds.length}`;
    case 'expire':
      return `expire-${work.payload.sourceId}`;
  }
};
