import { expect, test } from 'vitest';
import type { PageRecipe } from '#core/source.ts';
import { boardPage, postPage, scriptedBoardPage, threadPage } from '#fixtures/ferry-pages.ts';
import { BOARDS } from '#fixtures/places.ts';
import type { LivePost } from '#fixtures/world.ts';
import { guessRecipe } from './recipe-guess.ts';
import { recipeFaults, tryRecipe } from './recipe-trial.ts';

const URL_OF_PAGE = 'https://board.example/list';

/** Guesses, and reads the page by the guess. */
const read = (html: string) => {
  const guess = guessRecipe(html, URL_OF_PAGE);
  if (guess.recipe === null) throw new Error(`nothing was recognised: ${JSON.stringify(guess)}`);
  return { recipe: guess.recipe, ...tryRecipe(html, URL_OF_PAGE, guess.recipe) };
};

const livePost = (id: string, text: string): LivePost =>
  ({
    id,
    text,
    editedAt: null,
    publishedAt: '2026-03-02T08:31:00.000Z',
    post: { author: `author-${id}`, lang: 'en', thread: 'th-1' },
  }) as unknown as LivePost;
const board = BOARDS[0];
if (board === undefined) throw new Error('no board');
const thread = { id: 'th-1', title: 'Ferry times' } as Parameters<typeof threadPage>[0];
const posts = ['The ferry is late again.', 'It left at noon, I saw it.', 'Then take the bus, it is quicker.'];

test('a thread of the fixture forum is read post by post', () => {
  const html = threadPage(
    thread,
    posts.map((text, n) => livePost(`p${n}`, text)),
    { number: 1, of: 3 },
  );
  const { recipe, items, problems, next } = read(html);
  expect(recipe.item).toBe('article.post');
  expect(items.map(({ text }) => text)).toEqual(posts);
  expect(items[0]).toMatchObject({
    ...{ url: 'https://board.example/p/p0', publishedAt: '2026-03-02T08:31:00.000Z', hasAuthor: true },
  });
  expect(next).toBe('https://board.example/t/th-1?page=2');
  expect(problems).toEqual([]);
});

test('a board of the fixture forum is a list: the guess names its links and one page to try', () => {
  const lines = ['Ferry times', 'Lost and found', 'Harbour music'].map((title, n) => ({
    ...{ thread: { id: `th-${n}`, title } as typeof thread, posts: 3, lastAt: '2026-03-02T08:31:00.000Z' },
  }));
  const guess = guessRecipe(boardPage(board, lines, { number: 1, of: 1 }), URL_OF_PAGE);
  expect(guess.recipe).toBeNull();
  expect(guess.follow).toEqual({ selector: 'a.thread-link', links: 4, example: 'https://board.example/t/th-0' });
});

test('a page that its scripts build, and a single post, are not guessed at', () => {
  expect(guessRecipe(scriptedBoardPage(board, 1), URL_OF_PAGE)).toEqual({
    ...{ recipe: null, follow: null, needsBrowser: true },
  });
  expect(guessRecipe(postPage(livePost('p1', 'alone')), URL_OF_PAGE).recipe).toBeNull();
});

const BLOG = `<!doctype html><html lang="en"><body><nav><ul><li><a href="/a">Start page of ours</a></li><li><a href="/b">About this blog</a></li></ul></nav>
<main>${['First walk', 'Second walk', 'Third walk']
  .map(
    (
      title,
      n,
    ) => `<article class="entry first-${n}"><header><h2><a href="/2026/0${n + 1}/walk" rel="bookmark">${title}</a></h2>
<time datetime="2026-0${n + 1}-02T10:00:00+02:00">a day</time> by <a rel="author" href="/by/wren">wren</a></header>
<div class="entry-content"><p>It rained on the ${title.toLowerCase()}, and we went all the same.</p><p>The dog was glad of it.</p></div></article>`,
  )
  .join('')}</main><div class="pager"><a rel="next" href="/page/2">Older</a></div></body></html>`;

const TABLE = `<html><body><h1>留言板</h1><table class="posts">${[1, 2, 3, 4]
  .map(
    (n) =>
      `<tr class="msg" id="m${n}"><td class="author">访客${n}</td><td class="said"><a href="show?id=${n}">#${n}</a><p>第${n}天，渡船又晚点了，大家在码头等了很久。</p></td><td class="date">2026年3月${n}日 08:3${n}</td></tr>`,
  )
  .join('')}</table><a href="?page=2">下一页</a></body></html>`;

const PLAIN = `<html><body><div id="wrap">${[1, 2, 3]
  .map(
    (n) =>
      `<div><a href="/note/${n}">Note ${n}</a><p>Words of note ${n}, long enough that somebody would want to read them in full.</p></div>`,
  )
  .join('')}</div></body></html>`;

const FEED_OF_CARDS = `<html><body><div class="feed">${['a1', 'b2', 'c3']
  .map(
    (id, n) =>
      `<div class="card status-card${n === 0 ? ' is-first active' : ''}" data-status-id="${id}"><span class="display user-name">gull${n}</span><a class="ts" href="/@gull/${id}"><abbr title="2026-03-0${n + 1}T12:00:00Z">${n} d</abbr></a><div class="status-text"><p>Third gull of the day, number ${n}.</p></div><button>Like</button></div>`,
  )
  .join('')}</div><footer><div class="card">x</div></footer></body></html>`;

const COMMENTS = `<html><body><article class="story"><h1>A harbour opens</h1><p>One long story that stands once on the page and is no row of anything.</p></article>
<section id="comments"><ol>${[11, 12, 13]
  .map(
    (n) =>
      `<li class="comment odd"><div class="meta"><cite class="username">tern${n}</cite> <a class="permalink" href="#c${n}" data-comment-id="${n}"><time datetime="2026-03-01T0${n - 10}:00:00Z">morning</time></a></div><blockquote>Comment ${n}: the new quay is wider than the old one.</blockquote></li>`,
  )
  .join('')}</ol></section></body></html>`;

test.each<[string, string, Partial<PageRecipe>, number]>([
  ['a blog', BLOG, { item: 'article.entry', time: { selector: 'time[datetime]', attr: 'datetime' } }, 3],
  ['a table in Chinese', TABLE, { item: 'tr.msg', id: { selector: ':scope', attr: 'id' } }, 4],
  ['divisions without a class', PLAIN, {}, 3],
  ['cards with passing classes', FEED_OF_CARDS, { id: { selector: ':scope', attr: 'data-status-id' } }, 3],
  ['comments under a story', COMMENTS, { item: 'li.comment' }, 3],
])('%s is recognised, every item with an id, an address and its words', (_name, html, expected, count) => {
  const { recipe, items, found } = read(html);
  expect(recipe).toMatchObject(expected);
  expect(found).toBe(count);
  expect(new Set(items.map(({ id }) => id)).size).toBe(count);
  expect(new Set(items.map(({ url }) => url)).size).toBe(count);
  expect(items.every(({ text }) => text.length > 20)).toBe(true);
  expect(recipeFaults(recipe, '')).toEqual([]);
});

test('times, authors and the next page are found where they are', () => {
  expect(read(BLOG).items[0]).toMatchObject({ publishedAt: '2026-01-02T08:00:00.000Z', hasAuthor: true });
  expect(read(BLOG).next).toBe('https://board.example/page/2');
  expect(read(TABLE).items[1]).toMatchObject({ publishedAt: '2026-03-02T08:32:00.000Z', hasAuthor: true });
  expect(read(TABLE).next).toBe('https://board.example/list?page=2');
  expect(read(FEED_OF_CARDS).items[2]).toMatchObject({ publishedAt: '2026-03-03T12:00:00.000Z', hasAuthor: true });
  expect(read(PLAIN).problems.map(({ code }) => code)).toEqual(['no_time_field', 'no_author_field']);
});

test('a trial says what each selector found, and shows no name', () => {
  const recipe: PageRecipe = {
    ...{ item: 'article.entry', id: { selector: '.nowhere' }, url: { selector: 'h2 a', attr: 'href' } },
    ...{ text: { selector: '.entry-content' }, author: { selector: '[rel=author]' }, time: { selector: 'h2' } },
    ...{ next: { selector: 'a.further', attr: 'href' }, render: 'http', maxPages: 1 },
  };
  const trial = tryRecipe(BLOG, URL_OF_PAGE, recipe);
  expect(trial.matches.map(({ field, matched, of }) => [field, matched, of])).toEqual([
    ['item', 3, null],
    ['id', 0, 3],
    ['url', 3, 3],
    ['text', 3, 3],
    ['author', 3, 3],
    ['time', 3, 3],
    ['next', 0, null],
  ]);
  expect(trial.problems.map(({ code }) => code)).toEqual(['no_id', 'no_time', 'no_next']);
  expect(JSON.stringify(trial)).not.toContain('wren');
  expect(tryRecipe(BLOG, URL_OF_PAGE, { ...recipe, item: '.none' }).problems.map(({ code }) => code)).toEqual([
    'no_items',
  ]);
});

test('a selector that cannot be read, and a zone that is not there, are named by their places', () => {
  const recipe = { ...(guessRecipe(BLOG, URL_OF_PAGE).recipe as PageRecipe), item: 'div[', time: { selector: '>>' } };
  expect(recipeFaults({ ...recipe, timeZone: 'Quay/Side' }, '/recipes/0').map(({ location }) => location)).toEqual([
    '/recipes/0/item',
    '/recipes/0/time/selector',
    '/recipes/0/timeZone',
  ]);
});
