/**
 * What an analyst types: words, "phrases", begin*, AND OR NOT and brackets, and fields such as `lang:zh` or
 * `published:2026-01-01..2026-02-01`. Read into a tree; what cannot be read is told with its place. Pure.
 */
import { type ErrorDetail, WeirError } from './errors.ts';
import { CATEGORIES } from './labels.ts';
import { POST_STATUS } from './post.ts';

export type SearchNode =
  | { kind: 'and' | 'or'; of: SearchNode[] }
  | { kind: 'not'; of: SearchNode }
  /** Words of a sentence, all of them, in any order. */
  | { kind: 'words'; text: string }
  | { kind: 'phrase'; text: string }
  | { kind: 'prefix'; text: string }
  | { kind: 'term'; field: SearchField; value: string | boolean }
  | { kind: 'starts'; field: SearchField; value: string }
  | {
      kind: 'range';
      field: SearchField;
      gte?: string | number;
      gt?: string | number;
      lt?: string | number;
      lte?: string | number;
    };

export type SearchField =
  | 'lang'
  | 'sourceId'
  | 'operatorId'
  | 'platform'
  | 'leading'
  | 'status'
  | 'tags'
  | 'url'
  | 'clusterId'
  | 'thread'
  | 'flagged'
  | 'known'
  | 'violating'
  | 'publishedAt'
  | 'collectedAt';

interface FieldKind {
  field: SearchField;
  type: 'text' | 'yes_no' | 'date' | 'number' | 'start';
  values?: readonly string[];
}
/** By the name that people type. */
export const SEARCH_FIELDS: Readonly<Record<string, FieldKind>> = {
  lang: { field: 'lang', type: 'text' },
  source: { field: 'sourceId', type: 'text' },
  operator: { field: 'operatorId', type: 'text' },
  platform: { field: 'platform', type: 'text' },
  category: { field: 'leading', type: 'text', values: CATEGORIES },
  status: { field: 'status', type: 'text', values: POST_STATUS },
  tag: { field: 'tags', type: 'text' },
  url: { field: 'url', type: 'start' },
  cluster: { field: 'clusterId', type: 'text' },
  thread: { field: 'thread', type: 'text' },
  flagged: { field: 'flagged', type: 'yes_no' },
  known: { field: 'known', type: 'yes_no' },
  score: { field: 'violating', type: 'number' },
  published: { field: 'publishedAt', type: 'date' },
  collected: { field: 'collectedAt', type: 'date' },
};
/** Content, not people: who wrote it is not searched by. */
const NO_FIELDS = ['author', 'user', 'account', 'handle', 'name'];

/** People type what they like, also what every object has of itself: `valueOf`, `constructor`. */
const named = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

interface Token {
  kind: 'word' | 'phrase' | 'prefix' | 'field' | 'open' | 'close' | 'and' | 'or' | 'not';
  text: string;
  /** Of a field. */
  name?: string;
  /** From 0, in UTF-16 units. */
  at: number;
}

/** Opening marks of quotation, and what closes each. */
const QUOTES: Readonly<Record<string, string>> = {
  ...{ '"': '"', '“': '”', '„': '“”', '«': '»', '「': '」', '『': '』', '＂': '＂' },
};

const fault = (at: number, rule: string, message: string, fix: string): WeirError =>
  new WeirError('SEARCH_UNREADABLE', message, {
    status: 400,
    fix,
    details: [{ location: `/q/${at}`, message, fix, rule } satisfies ErrorDetail],
  });

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
};

/** Reads to the mark that closes. @throws SEARCH_UNREADABLE */
const readQuoted = (typed: string, at: number): { text: string; end: number } => {
  const open = typed[at] ?? '';
  const closing = QUOTES[open] ?? open;
  let end = at + 1;
  while (end < typed.length && !closing.includes(typed[end] ?? '')) end++;
  if (end >= typed.length)
    throw fault(at, 'quote_open', `The quotation mark ${open} is not closed.`, 'Close it, or take it out.');
  return { text: typed.slice(at + 1, end), end: end + 1 };
};

const WORD_END = /[\s()（）"“„«「『＂]/u;
const OPERATORS: Readonly<Record<string, Token['kind']>> = { AND: 'and', OR: 'or', NOT: 'not' };

const tokensOf = (typed: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < typed.length) {
    const letter = typed[at] ?? '';
    if (/\s/u.test(letter)) at++;
    else if (letter === '(' || letter === '（') tokens.push({ kind: 'open', text: letter, at: at++ });
    else if (letter === ')' || letter === '）') tokens.push({ kind: 'close', text: letter, at: at++ });
    else if (QUOTES[letter] !== undefined) {
      const { text, end } = readQuoted(typed, at);
      tokens.push({ kind: 'phrase', text, at });
      at = end;
    } else if (letter === '-' && /[^\s-]/u.test(typed[at + 1] ?? ' ') && !/\S/u.test(typed[at - 1] ?? ' ')) {
      tokens.push({ kind: 'not', text: '-', at: at++ });
    } else {
      let end = at;
      while (end < typed.length && !WORD_END.test(typed[end] ?? '')) end++;
      // A closing mark alone, or anything else that begins no word, still moves on.
      if (end === at) end++;
      tokens.push(wordToken(typed, at, end));
      const last = tokens.at(-1);
      at = last?.kind === 'field' ? last.at + (last.name?.length ?? 0) + 1 + consumed(typed, last) : end;
    }
  }
  return tokens;
};

/** How much of the text the value of a field took, quotation marks counted. */
const consumed = (typed: string, { at, name = '', text }: Token): number =>
  QUOTES[typed[at + name.length + 1] ?? ''] === undefined ? text.length : text.length + 2;

const wordToken = (typed: string, at: number, end: number): Token => {
  const text = typed.slice(at, end);
  const operator = named(OPERATORS, text);
  if (operator !== undefined) return { kind: operator, text, at };
  if (/^https?:\/\//.test(text)) return { kind: 'word', text, at };
  const [, name] = /^([A-Za-z]+)[:：]/u.exec(text) ?? [];
  if (name !== undefined) {
    const from = at + name.length + 1;
    const quoted = QUOTES[typed[from] ?? ''] === undefined ? null : readQuoted(typed, from);
    return { kind: 'field', name: name, text: quoted?.text ?? typed.slice(from, end), at };
  }
  if (text.length > 1 && /[*＊]$/u.test(text)) return { kind: 'prefix', text: text.slice(0, -1), at };
  return { kind: 'word', text, at };
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const momentOf = (value: string): string | null => {
  const at = Date.parse(DAY.test(value) ? `${value}T00:00:00Z` : value);
  return /^\d{4}-\d{2}-\d{2}(T.*Z)?$/.test(value) && !Number.isNaN(at) ? new Date(at).toISOString() : null;
};
const nextDay = (iso: string): string => new Date(Date.parse(iso) + 86_400_000).toISOString();

/** `a..b`, `>a`, `>=a`, `<a`, `<=a` or a single value. */
const rangeOf = (token: Token, kind: FieldKind): SearchNode => {
  const { text } = token;
  const isDate = kind.type === 'date';
  const read = (value: string): string | number => {
    const found = isDate ? momentOf(value) : /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
    if (found !== null) return found;
    throw isDate
      ? fault(
          token.at,
          'date',
          `“${value}” is no day.`,
          'Write a day as 2026-01-31, or a time as 2026-01-31T12:00:00Z.',
        )
      : fault(token.at, 'number', `“${value}” is no number.`, 'Write a number such as 0.8.');
  };
  const { field } = kind;
  const [, from, to] = /^(.*?)\.\.(.*)$/.exec(text) ?? [];
  // The last day counts as a whole.
  const end = (value: string): SearchNode & { kind: 'range' } =>
    isDate && DAY.test(value)
      ? { kind: 'range', field, lt: nextDay(String(read(value))) }
      : { kind: 'range', field, lte: read(value) };
  if (from !== undefined && to !== undefined) {
    if (from === '' && to === '')
      throw fault(token.at, 'range', 'A range needs a beginning or an end.', 'Write for instance 0.5..0.8.');
    return {
      ...(to === '' ? { kind: 'range' as const, field } : end(to)),
      ...(from === '' ? {} : { gte: read(from) }),
    };
  }
  const [, sign = '', value = ''] = /^(>=|<=|>|<)?(.*)$/.exec(text) ?? [];
  if (sign === '>=') return { kind: 'range', field, gte: read(value) };
  if (sign === '<=') return end(value);
  if (sign === '<') return { kind: 'range', field, lt: read(value) };
  if (sign === '>')
    return isDate && DAY.test(value)
      ? { kind: 'range', field, gte: nextDay(String(read(value))) }
      : { kind: 'range', field, gt: read(value) };
  return { ...end(value), gte: read(value) };
};

const fieldNode = (token: Token): SearchNode => {
  const name = (token.name ?? '').toLowerCase();
  const kind = named(SEARCH_FIELDS, name);
  if (kind === undefined) {
    if (NO_FIELDS.includes(name))
      throw fault(token.at, 'people', 'Posts are not searched by who wrote them.', 'Search what was said, or where.');
    const [near] = Object.keys(SEARCH_FIELDS).sort((a, b) => distance(name, a) - distance(name, b));
    const hint = near !== undefined && distance(name, near) <= 2 ? `Did you mean ${near}:? ` : '';
    throw fault(
      token.at,
      'field_unknown',
      `There is no field ${token.name}.`,
      `${hint}Fields are ${Object.keys(SEARCH_FIELDS).join(', ')}. Put words with a colon into quotation marks.`,
    );
  }
  const value = token.text.trim();
  if (value === '')
    throw fault(
      token.at,
      'value_missing',
      `The field ${name} has no value.`,
      `Write it without a blank: ${name}:value.`,
    );
  if (kind.type === 'date' || kind.type === 'number') return rangeOf({ ...token, text: value }, kind);
  if (kind.type === 'start') return { kind: 'starts', field: kind.field, value: value.replace(/\*$/, '') };
  if (kind.type === 'yes_no') {
    const answer = { yes: true, true: true, 是: true, no: false, false: false, 否: false }[value.toLowerCase()];
    if (answer === undefined)
      throw fault(token.at, 'yes_no', `The field ${name} is yes or no.`, `Write ${name}:yes or ${name}:no.`);
    return { kind: 'term', field: kind.field, value: answer };
  }
  if (kind.values !== undefined && !kind.values.includes(value))
    throw fault(token.at, 'value_unknown', `“${value}” is no ${name}.`, `Give one of ${kind.values.join(', ')}.`);
  return { kind: 'term', field: kind.field, value };
};

/** Deeper brackets than this are a mistake, or an attack. */
const DEEPEST = 12;
const MOST_TOKENS = 100;

class Reader {
  private at = 0;
  private readonly tokens: readonly Token[];
  private readonly length: number;
  constructor(tokens: readonly Token[], length: number) {
    this.tokens = tokens;
    this.length = length;
  }

  read(): SearchNode | null {
    if (this.tokens.length === 0) return null;
    const node = this.or(0);
    const left = this.tokens[this.at];
    if (left !== undefined)
      throw fault(
        left.at,
        'bracket_closed',
        'A bracket is closed that was not opened.',
        'Take it out, or open it before.',
      );
    return node;
  }

  private next(): Token | undefined {
    return this.tokens[this.at];
  }

  private or(depth: number): SearchNode {
    const of = [this.and(depth)];
    while (this.next()?.kind === 'or') {
      this.at++;
      of.push(this.and(depth));
    }
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'or', of };
  }

  private and(depth: number): SearchNode {
    const of: SearchNode[] = [this.one(depth)];
    for (
      let next = this.next();
      next !== undefined && next.kind !== 'or' && next.kind !== 'close';
      next = this.next()
    ) {
      if (next.kind === 'and') this.at++;
      const node = this.one(depth);
      const last = of.at(-1);
      // Words side by side are one text, so that its language can be told and Chinese is cut as a whole.
      if (node.kind === 'words' && last?.kind === 'words')
        of[of.length - 1] = { kind: 'words', text: `${last.text} ${node.text}` };
      else of.push(node);
    }
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'and', of };
  }

  private one(depth: number): SearchNode {
    const token = this.next();
    if (token === undefined)
      throw fault(this.length, 'end', 'Something is missing at the end.', 'Write what the last word leads to.');
    this.at++;
    switch (token.kind) {
      case 'not':
        return { kind: 'not', of: this.one(depth) };
      case 'open': {
        if (depth >= DEEPEST)
          throw fault(token.at, 'too_deep', 'There are too many brackets within one another.', 'Take some out.');
        if (this.next()?.kind === 'close')
          throw fault(token.at, 'bracket_empty', 'There is nothing between the brackets.', 'Take them out.');
        const node = this.or(depth + 1);
        if (this.next()?.kind !== 'close')
          throw fault(token.at, 'bracket_open', 'A bracket is not closed.', 'Close it, or take it out.');
        this.at++;
        return node;
      }
      case 'close':
        throw fault(
          token.at,
          'bracket_closed',
          'A bracket is closed that was not opened.',
          'Take it out, or open it before.',
        );
      case 'and':
      case 'or':
        throw fault(
          token.at,
          'operator',
          `${token.text} needs something before and after it.`,
          'Write it between two words, or in small letters to search for the word.',
        );
      case 'phrase':
        return { kind: 'phrase', text: token.text };
      case 'prefix':
        return { kind: 'prefix', text: token.text };
      case 'field':
        return fieldNode(token);
      case 'word':
        return /^https?:\/\//.test(token.text)
          ? { kind: 'starts', field: 'url', value: token.text }
          : { kind: 'words', text: token.text };
    }
  }
}

/** @throws SEARCH_UNREADABLE (400), with one detail that names place, rule and mend */
export const readSearchQuery = (typed: string): SearchNode | null => {
  const tokens = tokensOf(typed);
  const beyond = tokens[MOST_TOKENS];
  if (beyond !== undefined)
    throw fault(beyond.at, 'too_long', `A search has at most ${MOST_TOKENS} parts.`, 'Leave some out.');
  return new Reader(tokens, typed.length).read();
};
