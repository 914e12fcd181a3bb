/** How long a phrase, a keyword and all facets take, in Chinese and English, against Elasticsearch's `standard` analyzer. */

import { openHouse } from '#cli/open.ts';
import { sha256 } from '#core/hash.ts';
import { highlightsOf, readSearch } from '#pipeline/search-text.ts';
import { aliasOf } from '#store/indices.ts';
import { defineMeasure } from './bench.ts';
import { divide, quantile, Series } from './report.ts';
import { ARCHIVE_DAYS, archive, createStandardIndex, loadArchive, type Question, questions } from './search-archive.ts';
import { searchStandard } from './search-standard.ts';

const PAGE = 25;
const SIMILAR = 20;
/** Beyond this the other index is left out: it would only be loaded for long. */
const MOST_COMPARED = 200_000;
const MOST_EXPORTED = 200_000;
const WAYS = { ours: 'Weir', dated: 'Weir with dates', standard: 'standard' };
type Way = keyof typeof WAYS;
const ORDER: readonly Way[] = ['ours', 'dated', 'standard'];
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
      const isCompared = posts <= MOST_COMPARED;
      if (isCompared) await createStandardIndex(client, standard);
      const ours = aliasOf(config.namespace, 'posts');
      const now = store.clock.now();
      const dates = { from: new Date(now.getTime() - ARCHIVE_DAYS * 86_400_000).toISOString(), to: now.toISOString() };
      await loadArchive(client, { ours, standard: isCompared ? standard : null }, archive(posts, now));
      const reader = store.posts.seenBy(null);
      const order = ORDER.filter((way) => isCompared || way !== 'standard');

      const ways = {
        ours: async ({ typed }: Question) => {
          const { where, marks } = readSearch(typed);
          const answer = await reader.search({ where, size: PAGE });
          for (const { post } of answer.items) highlightsOf(post.text, post.lang, marks);
          return answer.total;
        },
        dated: async ({ typed }: Question) => {
          const answer = await reader.search({ where: readSearch(typed).where, ...dates, size: PAGE });
          return answer.total;
        },
        standard: (question: Question) => searchStandard(client, standard, question, PAGE),
      };
      const found = new Series();
      // Run -1 warms both up. No question is asked twice, so no cache of answers helps anybody.
      for (let run = -1; run < runs; run++)
        for (const lang of LANGUAGES) {
          const asked = questions(lang, queries, run + 2);
          const milliseconds = new Series();
          const hits = { ours: 0, dated: 0, standard: 0 };
          for (const [number, question] of asked.entries()) {
            const first = number % order.length;
            for (const way of [...order.slice(first), ...order.slice(0, first)]) {
              const start = performance.now();
              hits[way] += await ways[way](question);
              milliseconds.add(way, performance.now() - start);
            }
          }
          if (run < 0) continue;
          for (const way of order) {
            for (const share of [0.5, 0.95])
              found.add(`${lang} ${way} ${share}`, quantile(milliseconds.of(way), share));
            found.add(`${lang} ${way} hits`, hits[way] / asked.length);
          }
        }
      for (let run = 0; run < runs; run++) {
        const milliseconds: number[] = [];
        for (let query = 0; query < queries; query++) {
          const id = sha256(`post ${(run * queries + query) % posts}`);
          const start = performance.now();
          await reader.similarTo(id, SIMILAR);
          milliseconds.push(performance.now() - start);
        }
        for (const share of [0.5, 0.95]) found.add(`similar ${share}`, quantile(milliseconds, share));
      }
      const before = process.memoryUsage().rss;
      let [rows, most] = [0, before];
      const began = performance.now();
      for await (const page of reader.stream({})) {
        rows += page.length;
        most = Math.max(most, process.memoryUsage().rss);
        if (rows >= MOST_EXPORTED) break;
      }
      const seconds = (performance.now() - began) / 1000;

      const of = (lang: string, way: Way, share: number): number[] => found.of(`${lang} ${way} ${share}`);
      const names = { zh: 'Chinese', en: 'English' };
      return {
        lines: [
          { what: 'similar posts, p50', unit: 'ms', values: found.of('similar 0.5') },
          { what: 'similar posts, p95', unit: 'ms', values: found.of('similar 0.95') },
          { what: 'export, rows a second', unit: '', values: [rows / seconds] },
          { what: 'export, memory that it took', unit: 'MB', values: [(most - before) / 1e6] },
          ...LANGUAGES.flatMap((lang) =>
            order.flatMap((way) => [
              { what: `${names[lang]}: ${WAYS[way]}, p50`, unit: 'ms', values: of(lang, way, 0.5) },
              { what: `${names[lang]}: ${WAYS[way]}, p95`, unit: 'ms', values: of(lang, way, 0.95) },
              { what: `${names[lang]}: ${WAYS[way]}, posts found`, unit: '', values: found.of(`${lang} ${way} hits`) },
            ]),
          ),
        ],
        ratios: (isCompared ? LANGUAGES : []).flatMap((lang) =>
          (['ours', 'dated'] as const).flatMap((way) =>
            [0.5, 0.95].map((share) => ({
              what: `${names[lang]}: ${WAYS[way]}, p${share * 100}`,
              values: divide(of(lang, 'standard', share), of(lang, way, share)),
            })),
          ),
        ),
        notes: [
          'Half of the posts are Chinese, half English: two to four invented sentences each. All ways answer each question, in turns. Written straight into the index (the evidence store syncs every batch to disk, which is not measured here), and as they were left by the loading: nothing merged.',
          `A question is a phrase of two words and a third word from the same post, asked once; an answer is ${PAGE} posts, marks of what matched, total, six facets and a timeline.`,
          'Weir: the question is read, segmented and stemmed first (timed), then store.posts.search, which asks Elasticsearch once, and marks what matched. It looks in two fields: stemmed words, and words as they stand.',
          'Standard: one request, match_phrase for the phrase and for the word, on one field with the analyzer "standard"; the same facets and marks, days on the timeline. It does not stem.',
        ],
      };
    } finally {
      await store.close();
    }
  },
});
