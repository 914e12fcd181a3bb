/** One sentence that this crawler keeps to: a robots.txt (or the status that came instead), an agent, a path, a verdict. */
export interface RobotsCase {
  name: string;
  robots: string | number;
  /** `Weir` where left out. */
  agent?: string;
  path: string;
  allowed: boolean;
  /** Where it matters: the line of the rule that decides, counted from 1; null when none does. */
  line?: number | null;
}

const lines = (...text: string[]): string => `${text.join('\n')}\n`;
const all = (...rules: string[]): string => lines('User-agent: *', ...rules);

/** The cases of RFC 9309 and of the field, as data, so that a command can print them as well as a test can run them. */
export const ROBOTS_CASES: readonly RobotsCase[] = [
  // Which group is ours (section 2.2.1).
  { name: 'an empty file allows everything', robots: '', path: '/a', allowed: true },
  { name: 'a star group is for us when none names us', robots: all('Disallow: /'), path: '/a', allowed: false },
  {
    name: 'a group that names us replaces the star group',
    robots: lines('User-agent: *', 'Disallow: /', 'User-agent: Weir', 'Disallow: /private'),
    path: '/a',
    allowed: true,
  },
  {
    name: 'our group counts wherever it stands',
    robots: lines('User-agent: Weir', 'Disallow: /a', 'User-agent: *', 'Allow: /'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'the token is compared without case',
    robots: lines('user-agent: wEIR', 'disallow: /a'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'a version after the token does not matter',
    robots: lines('User-agent: Weir/2.1', 'Disallow: /a'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'a longer token is somebody else',
    robots: lines('User-agent: Weirdo', 'Disallow: /a'),
    path: '/a',
    allowed: true,
  },
  {
    name: 'a shorter token is somebody else',
    robots: lines('User-agent: We', 'Disallow: /a'),
    path: '/a',
    allowed: true,
  },
  {
    name: 'a User-Agent header finds the group by its product token',
    robots: lines('User-agent: Weir', 'Disallow: /a'),
    agent: 'Weir/0.1.0 (+https://weir.example/bot)',
    path: '/a',
    allowed: false,
  },
  {
    name: 'several user-agent lines share one group',
    robots: lines('User-agent: Other', 'User-agent: Weir', 'Disallow: /a'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'groups with our token are merged: first half',
    robots: lines(
      'User-agent: Weir',
      'Disallow: /a',
      'User-agent: Other',
      'Disallow: /c',
      'User-agent: Weir',
      'Disallow: /b',
    ),
    path: '/a',
    allowed: false,
  },
  {
    name: 'groups with our token are merged: second half',
    robots: lines(
      'User-agent: Weir',
      'Disallow: /a',
      'User-agent: Other',
      'Disallow: /c',
      'User-agent: Weir',
      'Disallow: /b',
    ),
    path: '/b',
    allowed: false,
  },
  {
    name: 'groups of others are not merged into ours',
    robots: lines('User-agent: Weir', 'Disallow: /a', 'User-agent: Other', 'Disallow: /c'),
    path: '/c',
    allowed: true,
  },
  {
    name: 'star groups are merged too',
    robots: lines('User-agent: *', 'Disallow: /a', 'User-agent: Other', 'Disallow: /', 'User-agent: *', 'Disallow: /b'),
    path: '/b',
    allowed: false,
  },
  {
    name: 'user-agent lines without a rule between them are one group',
    robots: lines('User-agent: Weir', '', 'User-agent: *', 'Disallow: /'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'a group of ours with an empty Disallow allows everything',
    robots: lines('User-agent: Weir', 'Disallow:', 'User-agent: *', 'Disallow: /'),
    path: '/a',
    allowed: true,
  },
  {
    name: 'a rule before the first group is nobody’s',
    robots: lines('Disallow: /', 'User-agent: *', 'Disallow: /b'),
    path: '/a',
    allowed: true,
  },
  {
    name: 'a blank line does not end a group',
    robots: lines('User-agent: *', '', 'Disallow: /a', '', 'Disallow: /b'),
    path: '/b',
    allowed: false,
  },
  {
    name: 'other records between user-agent lines do not part them',
    robots: lines(
      'User-agent: Weir',
      'Sitemap: https://a.example/s.xml',
      'Crawl-delay: 3',
      'User-agent: Other',
      'Disallow: /a',
    ),
    path: '/a',
    allowed: false,
  },
  // How lines are read.
  { name: 'keys are read without case', robots: lines('USER-AGENT: *', 'DISALLOW: /a'), path: '/a', allowed: false },
  {
    name: 'blanks around key and value do not matter',
    robots: lines('  User-agent :   *  ', '\tDisallow\t:\t/a\t'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'a comment ends a line',
    robots: all('Disallow: /a # not this', '#Disallow: /b'),
    path: '/a',
    allowed: false,
  },
  { name: 'a commented rule is none', robots: all('#Disallow: /b'), path: '/b', allowed: true },
  { name: 'CRLF ends a line', robots: 'User-agent: *\r\nDisallow: /a\r\n', path: '/a', allowed: false },
  { name: 'CR alone ends a line', robots: 'User-agent: *\rDisallow: /a\r', path: '/a', allowed: false },
  {
    name: 'a byte order mark is passed over',
    robots: '\uFEFFUser-agent: *\nDisallow: /a\n',
    path: '/a',
    allowed: false,
  },
  { name: 'a last line without an end counts', robots: 'User-agent: *\nDisallow: /a', path: '/a', allowed: false },
  {
    name: 'nonsense between rules does not interfere',
    robots: all('<html>', 'Foo: bar', '::', 'Disallow: /a'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'an HTML page instead of rules allows everything',
    robots: '<!doctype html><html><body>Not here</body></html>',
    path: '/a',
    allowed: true,
  },
  { name: 'an empty Disallow forbids nothing', robots: all('Disallow:'), path: '/a', allowed: true },
  { name: 'an empty Allow permits nothing', robots: all('Disallow: /a', 'Allow:'), path: '/a', allowed: false },
  // Which rule wins (section 2.2.2).
  { name: 'the longest match wins: allow', robots: all('Disallow: /a', 'Allow: /a/b'), path: '/a/b/c', allowed: true },
  {
    name: 'the longest match wins: disallow',
    robots: all('Allow: /a', 'Disallow: /a/b'),
    path: '/a/b/c',
    allowed: false,
  },
  { name: 'order does not matter', robots: all('Allow: /a/b', 'Disallow: /a'), path: '/a/b', allowed: true },
  { name: 'allow wins a tie', robots: all('Disallow: /a', 'Allow: /a'), path: '/a', allowed: true },
  {
    name: 'allow wins a tie of patterns of one length',
    robots: all('Disallow: /a*', 'Allow: /ab'),
    path: '/ab',
    allowed: true,
  },
  { name: 'a path that no rule matches is allowed', robots: all('Disallow: /a'), path: '/b', allowed: true },
  { name: 'a rule is a prefix', robots: all('Disallow: /fish'), path: '/fishheads/yummy.html', allowed: false },
  {
    name: 'a rule that ends in a slash is for what lies below',
    robots: all('Disallow: /fish/'),
    path: '/fish',
    allowed: true,
  },
  { name: 'paths are compared with case', robots: all('Disallow: /Fish'), path: '/fish', allowed: true },
  { name: 'the query is part of the path', robots: all('Disallow: /a?id='), path: '/a?id=7', allowed: false },
  { name: 'an empty path is the root', robots: all('Disallow: /$'), path: '', allowed: false },
  { name: 'robots.txt itself may always be read', robots: all('Disallow: /'), path: '/robots.txt', allowed: true },
  {
    name: 'a Disallow without its slash is read as it was meant',
    robots: all('Disallow: private'),
    path: '/private',
    allowed: false,
  },
  {
    name: 'an Allow without its slash permits nothing',
    robots: all('Disallow: /', 'Allow: open'),
    path: '/open',
    allowed: false,
  },
  // Special characters (section 2.2.3).
  { name: '* is any run of characters', robots: all('Disallow: /*.php'), path: '/folder/a.php?x=1', allowed: false },
  { name: '* may be nothing', robots: all('Disallow: /a*b'), path: '/ab', allowed: false },
  { name: '* does not match what is not there', robots: all('Disallow: /*.php'), path: '/windows.PHP', allowed: true },
  { name: '$ is the end', robots: all('Disallow: /*.php$'), path: '/a.php', allowed: false },
  { name: '$ is not before the end', robots: all('Disallow: /*.php$'), path: '/a.php?x', allowed: true },
  { name: '$ after a repeated ending takes the last', robots: all('Disallow: /*a$'), path: '/aba', allowed: false },
  { name: '$ in the middle is a dollar', robots: all('Disallow: /a$b'), path: '/a$b/c', allowed: false },
  { name: '%24 is a dollar, not the end', robots: all('Disallow: /a%24'), path: '/a$', allowed: false },
  { name: '%2A is a star, not any run', robots: all('Disallow: /a%2Ab'), path: '/axb', allowed: true },
  { name: '%2A matches the star in a path', robots: all('Disallow: /a%2Ab'), path: '/a*b', allowed: false },
  {
    name: 'many stars are matched in time',
    robots: all(`Disallow: /${'*a'.repeat(40)}$`),
    path: `/${'a'.repeat(2000)}b`,
    allowed: true,
  },
  // Percent-encoding (section 2.2.2).
  {
    name: 'letters outside ASCII equal their encoding',
    robots: all('Disallow: /foo/bar/ツ'),
    path: '/foo/bar/%E3%83%84',
    allowed: false,
  },
  {
    name: 'an encoded rule equals the letters',
    robots: all('Disallow: /foo/bar/%E3%83%84'),
    path: '/foo/bar/ツ',
    allowed: false,
  },
  {
    name: 'encoded unreserved characters equal themselves',
    robots: all('Disallow: /foo/bar/%62%61%7A'),
    path: '/foo/bar/baz',
    allowed: false,
  },
  { name: 'hex digits are compared without case', robots: all('Disallow: /a%3cd'), path: '/a%3Cd', allowed: false },
  { name: 'an encoded slash is not a slash', robots: all('Disallow: /a/b'), path: '/a%2Fb', allowed: true },
  {
    name: 'reserved characters in a query equal their encoding',
    robots: all('Disallow: /foo/bar?baz=https://foo.bar'),
    path: '/foo/bar?baz=https%3A%2F%2Ffoo.bar',
    allowed: false,
  },
  {
    name: 'a rule may reach into the query',
    robots: all('Disallow: /*/print'),
    path: '/a?next=/print',
    allowed: false,
  },
  // Which line decides: what people are shown when they ask why.
  {
    name: 'the deciding line is named',
    robots: all('Disallow: /a', 'Allow: /a/b'),
    path: '/a/b',
    allowed: true,
    line: 3,
  },
  {
    name: 'comments and blank lines count as lines',
    robots: lines('# one', '', 'User-agent: *', '# four', 'Disallow: /a'),
    path: '/a',
    allowed: false,
    line: 5,
  },
  {
    name: 'CRLF counts as one line',
    robots: 'User-agent: *\r\n\r\nDisallow: /a\r\n',
    path: '/a',
    allowed: false,
    line: 3,
  },
  { name: 'no rule, no line', robots: all('Disallow: /a'), path: '/b', allowed: true, line: null },
  {
    name: 'the tie is decided by the line that allows',
    robots: all('Disallow: /a', 'Allow: /a', 'Disallow: /a'),
    path: '/a',
    allowed: true,
    line: 3,
  },
  // Sitemap lines (section 2.2.4): not of any group.
  {
    name: 'a Sitemap line does not end a group',
    robots: lines('User-agent: Weir', 'Disallow: /a', 'Sitemap: https://a.example/s.xml', 'Disallow: /b'),
    path: '/b',
    allowed: false,
    line: 4,
  },
  {
    name: 'a Sitemap line before the first group begins none',
    robots: lines('Sitemap: https://a.example/s.xml', 'User-agent: *', 'Disallow: /a'),
    path: '/a',
    allowed: false,
    line: 3,
  },
  {
    name: 'Crawl-delay between rules does not end a group',
    robots: all('Disallow: /a', 'Crawl-delay: 5', 'Disallow: /b'),
    path: '/b',
    allowed: false,
  },
  // Size (section 2.5).
  {
    name: 'a rule within 500 KiB counts',
    robots: `User-agent: *\n${'#'.repeat(99)}\n`.concat(`${'#'.repeat(99)}\n`.repeat(5000), 'Disallow: /a\n'),
    path: '/a',
    allowed: false,
  },
  {
    name: 'a rule that the cap cuts through is dropped',
    robots: `User-agent: *\n${'#'.repeat(500 * 1024 - 26)}\nDisallow: /a/b/c\n`,
    path: '/other',
    allowed: true,
  },
  // What came instead of a file (section 2.3.1).
  { name: '404: there is none, so everything may be visited', robots: 404, path: '/a', allowed: true },
  { name: '410: there is none', robots: 410, path: '/a', allowed: true },
  { name: '401: unavailable, may be visited', robots: 401, path: '/a', allowed: true },
  { name: '403: unavailable, may be visited', robots: 403, path: '/a', allowed: true },
  { name: '429: asks for fewer visits, so for none', robots: 429, path: '/a', allowed: false },
  { name: '500: nothing may be visited', robots: 500, path: '/a', allowed: false },
  { name: '503: nothing may be visited', robots: 503, path: '/a', allowed: false },
  { name: 'unreachable: nothing may be visited', robots: 0, path: '/a', allowed: false },
];
