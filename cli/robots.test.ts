import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { robotsAnswer } from './robots.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-robots-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'robots.txt');
writeFileSync(file, '# rules\nUser-agent: *\nCrawl-delay: 5\nDisallow: /private\nAllow: /private/open\n');

describe('weir robots', () => {
  it('names the rule and its line', () => {
    expect(robotsAnswer({ file, url: 'https://site.example/private/a' })).toEqual({
      allowed: false,
      text: 'deny\n  rule: Disallow: /private\n  line: 4\n  delay: 5 s',
    });
    expect(robotsAnswer({ file, agent: 'Weir/1.0', url: 'https://site.example/private/open' }).text).toContain(
      'line: 5',
    );
  });

  it('goes by the status where there is no file', () => {
    expect(robotsAnswer({ url: 'https://site.example/', status: '404' }).allowed).toBe(true);
    expect(robotsAnswer({ url: 'https://site.example/', status: '503' }).text).toMatch(/^deny\n.*503/);
    expect(robotsAnswer({ file, url: 'https://site.example/', status: '0' }).allowed).toBe(false);
  });

  it.each([
    ['OPTION_MISSING', { url: 'https://site.example/' }],
    ['OPTION_INVALID', { file, url: 'somewhere' }],
    ['OPTION_INVALID', { file, url: 'https://site.example/', status: 'good' }],
    ['FILE_UNREADABLE', { file: join(folder, 'absent'), url: 'https://site.example/' }],
  ])('refuses with %s', (code, options) => {
    expect(() => robotsAnswer(options)).toThrow(expect.objectContaining({ code }));
  });
});
