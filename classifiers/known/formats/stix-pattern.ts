/**
 * The part of the STIX 2.1 patterning language (section 9) that lists of known content use: comparisons with `=` or `IN`,
 * joined by OR, in one observation or in several joined by OR. What asks for more than one thing to be true says something
 * that a single post cannot answer, and is refused.
 */

export interface PatternComparison {
  /** Object path, keys without quotes: `file:hashes.SHA-256`. */
  path: string;
  values: string[];
}

type Token = { kind: 'path' | 'string' | 'word' | 'sign'; text: string; at: number };

const TOKEN =
  /\s*(?:(?<string>'(?:[^'\\]|\\['\\])*')|(?<path>[a-z0-9-]+:[A-Za-z0-9_-]+(?:\.(?:[A-Za-z0-9_-]+|'(?:[^'\\]|\\['\\])*'))*)|(?<word>[A-Za-z]+)|(?<sign>[[\](),]|[!<>]?=|[<>]))/y;

const unquoted = (text: string): string => text.slice(1, -1).replace(/\\(['\\])/g, '$1');

/** Why a pattern cannot be taken, and at which character (from 1). */
export class PatternFault extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const tokensOf = (pattern: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (pattern.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(pattern);
    const [kind, text] = Object.entries(match?.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (match === null || kind === undefined || text === undefined)
      throw new PatternFault(
        'cannot be read',
        at + 1 + (pattern.slice(at).length - pattern.slice(at).trimStart().length),
      );
    at = TOKEN.lastIndex;
    tokens.push({ kind: kind as Token['kind'], text, at: at - text.length + 1 });
  }
  return tokens;
};

/** @throws PatternFault */
export const readPattern = (pattern: string): PatternComparison[] => {
  const tokens = tokensOf(pattern);
  let next = 0;
  const end = pattern.length + 1;
  const peek = (): Token | undefined => tokens[next];
  const take = (what: string, fits: (token: Token) => boolean): Token => {
    const token = tokens[next];
    if (token === undefined) throw new PatternFault(`ends where ${what} is expected`, end);
    if (!fits(token)) throw new PatternFault(`has ${token.text} where ${what} is expected`, token.at);
    next++;
    return token;
  };
  const sign = (text: string): void => void take(text, (token) => token.kind === 'sign' && token.text === text);
  const isWord = (token: Token | undefined, word: string): boolean => token?.kind === 'word' && token.text === word;
  const literal = (): string => unquoted(take('a string in single quotes', (token) => token.kind === 'string').text);

  const comparison = (): PatternComparison => {
    const path = take('an object path such as url:value', (token) => token.kind === 'path').text;
    const operator = take('= or IN', (token) => token.text === '=' || isWord(token, 'IN'));
    const values: string[] = [];
    if (operator.text === '=') values.push(literal());
    else {
      sign('(');
      do values.push(literal());
      while (peek()?.text === ',' && next++ >= 0);
      sign(')');
    }
    return { path: path.replace(/'((?:[^'\\]|\\['\\])*)'/g, (quoted) => unquoted(quoted)), values };
  };
  const comparisons: PatternComparison[] = [];
  /** An OR where there is one; anything else ends the list. */
  const another = (): boolean => {
    if (!isWord(peek(), 'OR')) return false;
    next++;
    return true;
  };
  do {
    sign('[');
    do comparisons.push(comparison());
    while (another());
    sign(']');
  } while (another());
  const rest = peek();
  if (rest !== undefined)
    throw new PatternFault(`has ${rest.text} after an observation; only OR can be followed`, rest.at);
  return comparisons;
};
