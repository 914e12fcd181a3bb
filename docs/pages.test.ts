import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAGE_GROUPS } from './page-list.ts';
import { PAGES_PAGE, PICTURE_LANGUAGES, PICTURES, pagesPage } from './pages.ts';

const listed = PAGE_GROUPS.flatMap(({ pages }) => pages);

it('the page of pages is the one that the list would print', () => {
  // When this fails: npm run pictures
  expect(readFileSync(PAGES_PAGE, 'utf8')).toBe(pagesPage());
});

it('every page that the router knows is listed', () => {
  const router = readFileSync(new URL('../dashboards/src/app/routes.tsx', import.meta.url), 'utf8');
  const paths = [...router.matchAll(/path: '([^'*]+)'/g)].map((match) => match[1] ?? '');
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !listed.some((page) => page.path === path))).toEqual([]);
});

it('every picture of the list is there in both languages, and no other', () => {
  const names = listed.flatMap(({ pictures }) =>
    pictures.flatMap(([name]) => PICTURE_LANGUAGES.map((lang) => `${name}-${lang}.webp`)),
  );
  expect(readdirSync(PICTURES).sort()).toEqual(names.sort());
});
