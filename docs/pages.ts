/** docs/pages.md: every page of the house with its pictures. Written by docs/write-page-pictures.ts. */
import { markdownTable } from './markdown-table.ts';
import { PAGE_GROUPS } from './page-list.ts';

export const PAGES_PAGE = new URL('./pages.md', import.meta.url);
export const PICTURES = new URL('./pictures/pages/', import.meta.url);
/** As the names of the pictures end. */
export const PICTURE_LANGUAGES = ['en', 'zh-CN'] as const;

/** The whole page, as it must lie in the repository. */
export const pagesPage = (): string => {
  const groups = PAGE_GROUPS.map(({ title, pages }) => {
    const rows = pages.flatMap((page) =>
      page.pictures.map(([name, shows]) => [
        shows === undefined ? page.title : `${page.title}: ${shows}`,
        `\`${page.path.startsWith('/') ? page.path : `/${page.path}`}\``,
        ...PICTURE_LANGUAGES.map((lang) => `![${name}](pictures/pages/${name}-${lang}.webp)`),
      ]),
    );
    return `## ${title}\n\n${markdownTable(['Page', 'Address', 'English', 'Chinese'], rows)}\n`;
  });
  return `# Pages

<!-- Written by docs/write-page-pictures.ts from docs/page-list.ts. Do not edit by hand. -->

Every page in both languages, as its browser test saw it (\`npm run pictures\`). The same tests hold each of them to WCAG 2.2 AA by axe,
wide and light, narrow and dark, and to no scrolling sideways. People and texts are invented.

${groups.join('\n')}`;
};
