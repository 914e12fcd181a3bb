import type { Client } from '@elastic/elasticsearch';
import { type Drill, type DrillDraft, type DrillEvent, evolveDrill, isDrillDue } from '#core/drill.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const drillKind = (index: string): SubjectKind<Drill> => ({
  type: 'drill',
  index,
  evolve: (before, event) => evolveDrill(before, event as DrillEvent),
  fields: (state) => ({ drillState: state.state, isDue: isDrillDue(state), startedAt: state.startedAt }),
});

export interface DrillQueries {
  /** Newest first. Sees every acknowledged write. */
  list(query: { size: number; after?: string | undefined }): Promise<Page<Drill>>;
  /** Ids of drills whose cases are to be placed or closed. Sees every acknowledged write. */
  due(limit: number): Promise<string[]>;
}
export type DrillRepository = SubjectRepository<Drill, DrillDraft> & DrillQueries;

export const drillQueries = (client: Client, index: string): DrillQueries => ({
  list: async ({ size, after }) => {
    await client.indices.refresh({ index });
    return pageOfStates<Drill>(client, {
      ...{ index, size, after, query: { match_all: {} } },
      sort: [{ startedAt: 'desc' }, { id: 'asc' }],
    });
  },
  due: async (limit) => {
    await client.indices.refresh({ index });
    const page = await pageOfStates<Drill>(client, {
      ...{ index, size: limit, after: undefined, query: { term: { isDue: true } } },
      sort: [{ startedAt: 'asc' }, { id: 'asc' }],
    });
    return page.items.map(({ id }) => id);
  },
});
