/** How long a phrase, a keyword and all facets take, in Chinese and English, against Elasticsearch's `standard` analyzer. */
import { readSearchText } from '#api/posts/search-text.ts';
import { openHouse } from '#cli/open.ts';
import { aliasOf } from '#store/indices.ts';
import { defineMeasure } from './bench.ts';
import { divide, quantile, Series } from './report.ts';
import { archive, createStandardIndex, loadArchive, type Question, questions } from './search-archive.ts';
import { searchStandard } from './search-standard.ts';

const PAGE = 25;
const WAYS = { ours: 'Weir', standard: 'standard' } as const;
const LANGUAGES = ['zh', 'en'] as const;

export const search = defineMeasure({
  name: 'search',
  title: 'a phrase, a keyword and all facets over the archive',
  need: ['elasticsearch', 'redis'],
  defaults: { posts: 100_000, queries: 60, runs: 3 },
  run: async (bench, { posts, queries, runs }) => {
    const config = bench.installation();
    const store = await openHouse(config);
    const client = store.elasticsearch;
    const standard = `${config.namespace}-standard`;
    try {
      await store.migrate();
      await createStandardIndex(client, standard);
      const ours = aliasOf(config.namespace, 'posts');
      await loadArchive(client, { ours, standard }, archive(posts, store.clock.now()));

      const ways = {
        ours: async ({ typed }: Question) => {
          const answer = await store.posts.search({ query: readSearchText(typed), size: PAGE });
          return answer.total;
        },
        standard: (question: Question) => searchStandard(client, standard, question, PAGE),
      };
      type Way = keyof typeof ways;
      const found = new Series();
      const ask = async (way: Way, asked: readonly Question[]) => {
        const milliseconds: number[] = [];
        let hits = 0;
        for (const question of asked) {
          const start = performance.now();
          hits += await ways[way](question);
          milliseconds.push(performance.now() - start);
        }
        return { milliseconds, hits: hits / asked.length };
      };
      for (let run = -1; run < runs; run++)
        for (const lang of LANGUAGES) {
          // Run -1 warms both up. No question is asked twice, so no cache of answers helps anybody.
          const asked = questions(lang, queries, run + 2);
          const order: Way[] = run % 2 === 0 ? ['ours', 'standard'] : ['standard', 'ours'];
          for (const way of order) {
            const answer = await ask(way, asked);
            if (run < 0) continue;
            for (const share of [0.5, 0.95]) found.add(`${lang} ${way} ${share}`, quantile(answer.milliseconds, share));
            found.add(`${lang} ${way} hits`, answer.hits);
          }
        }
      const of = (lang: string, way: Way, share: number): number[] => found.of(`${lang} ${way} ${share}`);
      const names = { zh: 'Chinese', en: 'English' };
      return {
        lines: LANGUAGES.flatMap((lang) =>
          (['ours', 'standard'] as const).flatMap((way) => [
            { what: `${names[lang]}: ${WAYS[way]}, p50`, unit: 'ms', values: of(lang, way, 0.5) },
            { what: `${names[lang]}: ${WAYS[way]}, p95`, unit: 'ms', values: of(lang, way, 0.95) },
            { what: `${names[lang]}: ${WAYS[way]}, posts found`, unit: '', values: found.of(`${lang} ${way} hits`) },
          ]),
        ),
        ratios: LANGUAGES.flatMap((lang) =>
          [0.5, 0.95].map((share) => ({
            what: `${names[lang]}, p${share * 100}`,
            values: divide(of(lang, 'standard', share), of(lang, 'ours', share)),
          })),
        ),
        notes: [
          'Half of the posts are Chinese, half English: two to four invented sentences each. Written straight into the index (the evidence store syncs every batch to disk, which is not measured here), without vectors; both indices merged to one segment.',
          `A question is a phrase of two words and a third word from the same post, asked once; an answer is ${PAGE} posts, marks of what matched, total, six facets and a timeline.`,
          'Weir: the words are segmented and stemmed first (timed), then store.posts.search, which asks Elasticsearch twice, the first time for the span of the timeline.',
          'Standard: one request with match and match_phrase on the analyzer `standard`, the same facets and marks, days on the timeline. It does not stem, and cuts Chinese into single characters, so what is found differs.',
        ],
      };
    } finally {
      await store.close();
    }
  },
});
