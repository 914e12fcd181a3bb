import type { CaseSummary } from '#api/schemas/cases.ts';

/** The states that wait for a person, as the tabs of the queue show them. */
export const QUEUES = [
  'open',
  'second_opinion',
  'confirmed',
  'escalated',
] as const satisfies readonly CaseSummary['state'][];
export type Queue = (typeof QUEUES)[number];

export const CATEGORIES = [
  'threat',
  'instruction',
  'incitement',
  'solicitation',
  'recruitment',
  'glorification',
] as const satisfies readonly CaseSummary['leading'][];
export type Category = (typeof CATEGORIES)[number];

export interface QueueFilter {
  queue: Queue;
  category?: Category;
  lang?: string;
}

/** Reads the filter from the address of the page; what it does not know it leaves out. */
export const readQueueFilter = (parameters: URLSearchParams): QueueFilter => {
  const queue = QUEUES.find((one) => one === parameters.get('queue')) ?? 'open';
  const category = CATEGORIES.find((one) => one === parameters.get('category'));
  const lang = parameters.get('lang');
  return {
    queue,
    ...(category === undefined ? {} : { category }),
    ...(lang !== null && /^([a-z]{2}|und)$/.test(lang) ? { lang } : {}),
  };
};

export const queueSearch = ({ queue, category, lang }: QueueFilter): string => {
  const parameters = new URLSearchParams({ queue });
  if (category !== undefined) parameters.set('category', category);
  if (lang !== undefined) parameters.set('lang', lang);
  return `?${parameters}`;
};
