import { load } from 'cheerio';

const BLOCKS = 'p,div,li,blockquote,pre,h1,h2,h3,h4,h5,h6,tr,section,article,ul,ol,table';

/** Blanks as a reader sees them: runs become one, at most one empty line. */
export const tidy = (text: string): string =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** The text of an HTML fragment, with line breaks where blocks and `<br>` put them; scripts and styles left out. */
export const htmlText = (html: string): string => {
  const $ = load(html, null, false);
  $('script,style,template,noscript').remove();
  for (const node of $.root().find('*').contents().add($.root().contents()).toArray()) {
    // A line break in the source is a blank on the page.
    if (node.type === 'text' && $(node).closest('pre').length === 0) node.data = node.data.replace(/\s*\n\s*/g, ' ');
  }
  $('br').replaceWith('\n');
  $(BLOCKS).each((_index, element) => {
    const gap = element.tagName === 'p' ? '\n\n' : '\n';
    $(element).prepend('\n').append(gap);
  });
  return tidy($.root().text());
};
