import type { CaseSummary } from '#api/schemas/cases.ts';
import { CATEGORIES, type Category } from '../parts/categories.ts';

/** The states that wait for a person, as the tabs of the queue show them. */
export const QUEUES = [
  'open',
  'second_opinion',
  'confirmed',
  'escalated',
] as const satisfies readonly CaseSummary['state'][];
export type Queue = (typeof QUEUES)[number];
export const isQueue = (state: string): state is Queue => QUEUES.some((queue) => queue === state);

export const PURPOSES = [
  'flagged',
  'quality_sample',
  'uncertain',
  'novel',
] as const satisfies readonly CaseSummary['purpose'][];

export interface QueueFilter {
  queue: Queue;
  category?: Category;
  lang?: string;
  purpose?: CaseSummary['purpose'];
}

/** Reads the filter from the address of the page; what it does not know it leaves out. */
export const readQueueFilter = (parameters: URLSearchParams): QueueFilter => {
  const queue = QUEUES.find((one) => one === parameters.get('queue')) ?? 'open';
  const category = CATEGORIES.find((one) => one === parameters.get('category'));
  const purpose = PURPOSES.find((one) => one === parameters.get('purpose'));
  const lang = parameters.get('lang');
  return {
    queue,
    ...(category === undefined ? {} : { category }),
    ...(lang !== null && /^([a-z]{2}|und)$/.test(lang) ? { lang } : {}),
    ...(purpose === undefined ? {} : { purpose }),
  };
};

export const queueSearch = ({ queue, category, lang, purpose }: QueueFilter): string => {
  const parameters = new URLSearchParams({ queue });
  if (category !== undefined) parameters.set('category', category);
  if (lang !== undefined) parameters.set('lang', lang);
  if (purpose !== undefined) parameters.set('purpose', purpose);
  return `?${parameters}`;
};
