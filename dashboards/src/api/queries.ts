import { QueryClient } from '@tanstack/react-query';
import { isFailure } from './failure.ts';

/** Keys of what is kept, so that a live event can name what to load again. */
export const KEYS = {
  session: ['session'] as const,
  ways: ['session', 'ways'] as const,
  account: ['account'] as const,
  accounts: ['accounts'] as const,
  accountSessions: (id: string) => ['accounts', id, 'sessions'] as const,
  firstSteps: ['first-steps'] as const,
  health: ['health'] as const,
  counters: ['counters'] as const,
  preferences: ['preferences'] as const,
  care: ['care'] as const,
  quality: ['quality'] as const,
  agreement: ['quality', 'agreement'] as const,
  disputed: ['quality', 'disputed'] as const,
  cases: ['cases'] as const,
  caseFacets: ['cases', 'facets'] as const,
  queueCounts: (queues: unknown) => ['cases', 'counts', queues] as const,
  casesForMe: ['cases', 'for-me'] as const,
  case: (id: string) => ['case', id] as const,
  caseColleagues: (id: string) => ['case-colleagues', id] as const,
  caseSpread: (id: string) => ['case', id, 'spread'] as const,
  caseExamples: (id: string) => ['case-examples', id] as const,
  similarCases: (id: string) => ['similar-cases', id] as const,
  labelGuide: ['label-guide'] as const,
  orders: ['orders'] as const,
  orderPreview: (draft: object) => ['order-preview', draft] as const,
  order: (id: string) => ['order', id] as const,
  notices: ['notices'] as const,
  notice: (id: string) => ['notice', id] as const,
  complaints: ['complaints'] as const,
  complaint: (id: string) => ['complaint', id] as const,
  tips: ['tips'] as const,
  coordination: ['coordination'] as const,
  partners: ['partners'] as const,
  handovers: ['handovers'] as const,
  sharedItems: ['shared-items'] as const,
  operators: ['operators'] as const,
  operator: (id: string) => ['operators', id] as const,
  operatorRecord: (id: string) => ['operator-record', id] as const,
  posts: ['posts'] as const,
  post: (id: string) => ['post', id] as const,
  similar: (id: string) => ['post', id, 'similar'] as const,
  capture: (id: string) => ['capture', id] as const,
  sources: ['sources'] as const,
  source: (id: string) => ['source', id] as const,
  sourceSkips: (id: string) => ['source', id, 'skips'] as const,
  oversight: ['oversight'] as const,
  policies: ['policies'] as const,
  drift: ['drift'] as const,
  reportYears: ['reports'] as const,
  report: (year: number, lang: string) => ['reports', year, lang] as const,
  reportRecords: (year: number, figure: string) => ['reports', year, 'records', figure] as const,
  drills: ['drills'] as const,
  ledger: ['ledger'] as const,
};

/** Only what may pass by itself is asked again: no answer, or a service that was busy. */
const mayPass = (error: unknown): boolean => isFailure(error) && (error.status === 0 || error.status >= 502);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) => count < 2 && mayPass(error),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
