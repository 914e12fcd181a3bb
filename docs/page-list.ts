/** Every page of the house, and the pictures that its tests take of it: each in both languages. */

export interface PagePictures {
  /** As the router or the public routes name it. */
  path: string;
  title: string;
  /** A picture each: name, and what it shows where that is more than the page. */
  pictures: readonly (readonly [name: string, shows?: string])[];
}

export const PAGE_GROUPS: readonly { title: string; pages: readonly PagePictures[] }[] = [
  {
    title: 'At the door',
    pages: [
      { path: '/sign-in', title: 'Signing in', pictures: [['sign-in']] },
      { path: '/setup', title: 'The first account of an empty house', pictures: [['setup']] },
      { path: 'account', title: 'Your account', pictures: [['account', 'second factor and keys']] },
    ],
  },
  {
    title: 'Review',
    pages: [
      { path: 'review', title: 'The queue', pictures: [['review-queue']] },
      { path: 'review/cases/:caseId', title: 'A case', pictures: [['review-case', 'while it is decided']] },
      {
        path: 'review/cases/:caseId/alike',
        title: 'Open cases that say the same',
        pictures: [['review-alike', 'one decided, one left out']],
      },
      { path: 'review/quality', title: 'Quality: how far people agree', pictures: [['review-quality']] },
    ],
  },
  {
    title: 'Liaison',
    pages: [
      {
        path: 'liaison',
        title: 'The board',
        pictures: [
          ['liaison-board', 'by time left'],
          ['liaison-board-undelivered', 'with an order that was not delivered'],
          ['liaison-board-notices', 'orders and notices under the DSA, and referrals'],
          ['liaison-board-came-back', 'with letters that came back'],
        ],
      },
      {
        path: 'liaison/cases/:caseId',
        title: 'Drawing up',
        pictures: [
          ['liaison-draft-order', 'a removal order'],
          ['liaison-draft-dsa-order', 'an order under the DSA'],
          ['liaison-draft-dsa-notice', 'a notice under the DSA'],
          ['liaison-draft-referral', 'a referral'],
        ],
      },
      {
        path: 'liaison/orders/:orderId',
        title: 'An order',
        pictures: [
          ['liaison-order', 'with its clock'],
          ['liaison-order-edit', 'while it is changed'],
          ['liaison-order-handover', 'the copy for the other authority'],
          ['liaison-order-scrutiny', 'under scrutiny'],
          ['liaison-order-finding', 'a finding'],
          ['liaison-order-annex', 'an annex that came on paper'],
          ['liaison-order-after', 'afterwards'],
          ['liaison-service', 'to be brought by a person'],
          ['liaison-service-narrow', 'the same on a phone'],
          ['liaison-served', 'brought'],
          ['dead-letter', 'a dead letter'],
          ['came-back', 'a letter that came back'],
        ],
      },
      {
        path: 'liaison/notices/:noticeId',
        title: 'A notice',
        pictures: [
          ['liaison-dsa-order', 'an order under the DSA'],
          ['liaison-dsa-notice', 'a notice under the DSA'],
          ['liaison-referral', 'a referral'],
          ['liaison-dsa-order-edit', 'an order under the DSA while it is changed'],
          ['liaison-dsa-notice-edit', 'a notice under the DSA while it is changed'],
          ['liaison-referral-edit', 'a referral while it is changed'],
          ['liaison-notice-sign', 'to be signed'],
          ['liaison-notice-answer-desk', 'an answer is read'],
          ['liaison-notice-statement', 'a statement of reasons that came on paper'],
          ['liaison-notice-contradicted', 'an answer that contradicts what is there'],
          ['notice-came-back', 'a letter that came back'],
        ],
      },
      {
        path: 'liaison/coordination',
        title: 'Lists of other authorities',
        pictures: [['liaison-coordination'], ['liaison-coordination-refused', 'with a faulty entry']],
      },
      {
        path: 'liaison/sharing',
        title: 'Sharing',
        pictures: [['liaison-sharing'], ['liaison-sharing-partner', 'a new partner']],
      },
      { path: 'liaison/operators', title: 'Operators', pictures: [['liaison-operators']] },
      { path: 'liaison/operators/:operatorId', title: 'An operator', pictures: [['liaison-operator']] },
    ],
  },
  {
    title: 'Desk',
    pages: [
      { path: 'desk', title: 'Complaints and tips', pictures: [['desk']] },
      { path: 'desk/complaints/:complaintId', title: 'A complaint', pictures: [['desk-complaint']] },
    ],
  },
  {
    title: 'Archive',
    pages: [
      { path: 'archive', title: 'Search', pictures: [['archive-search']] },
      { path: 'archive/posts/:postId', title: 'A post', pictures: [['archive-post']] },
      { path: 'archive/searches/:searchId', title: 'A search kept under a name', pictures: [['archive-searches']] },
      { path: 'archive/searches/:searchId/new', title: 'What it found since', pictures: [['archive-search-fresh']] },
      { path: 'archive/compare', title: 'Two posts side by side', pictures: [['archive-compare']] },
      { path: 'archive/collections', title: 'Collections', pictures: [['archive-collections']] },
      { path: 'archive/collections/:collectionId', title: 'A collection', pictures: [['archive-collection']] },
      { path: 'archive/exports', title: 'Files made in the background', pictures: [['archive-exports']] },
    ],
  },
  {
    title: 'Oversight',
    pages: [
      { path: 'oversight', title: 'Overview', pictures: [['oversight-overview']] },
      {
        path: 'oversight/figures',
        title: 'Figures',
        pictures: [
          ['oversight-figures'],
          ['oversight-figures-table', 'one chart as a table'],
          ['oversight-figures-notices', 'notices behind a number'],
        ],
      },
      { path: 'oversight/looks', title: 'Who looked at what', pictures: [['oversight-looks']] },
      { path: 'oversight/drift', title: 'Drift', pictures: [['oversight-drift']] },
      { path: 'oversight/sources', title: 'Sources', pictures: [['oversight-sources']] },
      { path: 'oversight/sources/:sourceId', title: 'A source', pictures: [['oversight-source']] },
      { path: 'oversight/sources/new', title: 'A new source', pictures: [['oversight-source-new']] },
      {
        path: 'oversight/sources/:sourceId/edit',
        title: 'A source while it is changed',
        pictures: [['oversight-source-form']],
      },
      { path: 'oversight/policies', title: 'Policies', pictures: [['oversight-policies']] },
      { path: 'oversight/drills', title: 'Drills', pictures: [['oversight-drills']] },
      { path: 'oversight/reports', title: 'The yearly report', pictures: [['oversight-reports']] },
      { path: 'oversight/ledger', title: 'The ledger', pictures: [['oversight-ledger', 'verified']] },
    ],
  },
  {
    title: 'Administration',
    pages: [
      { path: 'administration', title: 'People', pictures: [['administration-people']] },
      { path: 'administration/people/:accountId', title: 'A person', pictures: [['administration-person']] },
      { path: 'administration/roles', title: 'Roles', pictures: [['administration-roles']] },
      { path: 'administration/health', title: 'How the house is', pictures: [['administration-health']] },
      { path: 'administration/first-steps', title: 'First steps', pictures: [['administration-first-steps']] },
    ],
  },
  {
    title: 'For the public',
    pages: [
      { path: '/public/tip', title: 'A tip', pictures: [['public-tip']] },
      { path: '/public/complaint', title: 'A complaint', pictures: [['public-complaint']] },
      { path: '/public/receipt', title: 'What became of it', pictures: [['public-receipt']] },
      { path: '/public/transparency', title: 'Transparency', pictures: [['public-transparency']] },
      { path: '/bot', title: 'The collector', pictures: [['public-bot']] },
      {
        path: '/public/answer',
        title: 'Answering an order without a program',
        pictures: [
          ['public-answer'],
          ['public-answer-refused', 'a code that is not taken'],
          ['public-answer-forms', 'the forms'],
          ['public-answer-again', 'with what is missing'],
          ['public-answer-sent', 'sent'],
        ],
      },
    ],
  },
];
