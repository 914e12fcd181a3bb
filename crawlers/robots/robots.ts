/**
 * The Robots Exclusion Protocol of RFC 9309: parser and matcher, pure. Where the RFC leaves room, the reading that asks for
 * less is taken.
 */
export interface RobotsRule {
  allow: boolean;
  /** As written, after trimming. */
  pattern: string;
  line: number;
}

export interface RobotsGroup {
  /** Product tokens in lower case; `*` for everybody. */
  agents: string[];
  rules: RobotsRule[];
  /**
   * Seconds per agent, as written. RFC 9309 lets a Crawl-delay part no group, and yet sites mean it for the agents that stand
   * above it, so it is kept for those.
   */
  crawlDelays: Map<string, number>;
}

/** What applies to one agent. */
export interface AgentRules {
  rules: RobotsRule[];
  /** Seconds, not capped; null when none is asked for. */
  crawlDelay: number | null;
}

export interface RobotsDecision {
  allowed: boolean;
  /** `Disallow: /private`, or why there is no rule. */
  rule: string;
  /** Line in robots.txt, counted from 1; null when no rule decided. */
  line: number | null;
}

/** RFC 9309 section 2.5: at least 500 kibibytes are read. */
export const ROBOTS_MAX_BYTES = 500 * 1024;
/** The longest Crawl-delay that is obeyed, in seconds; more is asked for by mistake or to stop everybody. */
export const MAX_CRAWL_DELAY = 60;

/** Cuts at the cap and drops the line that the cut went through: half a rule means something else. */
const capped = (text: string): string => {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= ROBOTS_MAX_BYTES) return text;
  const head = bytes.subarray(0, ROBOTS_MAX_BYTES).toString('utf8');
  return head.slice(0, Math.max(head.lastIndexOf('\n'), head.lastIndexOf('\r'), 0));
};

const productToken = (value: string): string => {
  if (value === '*' || /^\*\s/.test(value)) return '*';
  return (/^[a-zA-Z_-]+/.exec(value)?.[0] ?? '').toLowerCase();
};

/** Reads robots.txt into its groups, in order. Lines that are not understood do not interfere with the others. */
export const parseRobots = (text: string): RobotsGroup[] => {
  const groups: RobotsGroup[] = [];
  let group: RobotsGroup | null = null;
  let open = false; // Further user-agent lines still join the group.
  const lines = capped(text.replace(/^\uFEFF/, '')).split(/\r\n|\n|\r/);
  for (const [index, raw] of lines.entries()) {
    const match = /^([^:]+):(.*)$/.exec(raw.replace(/#.*$/, '').trim());
    if (match === null) continue;
    const key = (match[1] ?? '').trim().toLowerCase();
    const value = (match[2] ?? '').trim();
    if (key === 'user-agent') {
      const token = productToken(value);
      if (group === null || !open) {
        group = { agents: [], rules: [], crawlDelays: new Map() };
        groups.push(group);
        open = true;
      }
      if (token !== '') group.agents.push(token);
    } else if (group === null) {
      // RFC 9309 section 2.2.1: a rule before the first group belongs to nobody.
    } else if (key === 'allow' || key === 'disallow') {
      open = false;
      if (value !== '') group.rules.push({ allow: key === 'allow', pattern: value, line: index + 1 });
    } else if (key === 'crawl-delay') {
      const seconds = Number(value.replace(',', '.'));
      if (value === '' || !Number.isFinite(seconds) || seconds < 0) continue;
      for (const agent of group.agents) {
        group.crawlDelays.set(agent, Math.max(seconds, group.crawlDelays.get(agent) ?? 0));
      }
    }
  }
  return groups;
};

/** The addresses that Sitemap lines name (RFC 9309 section 2.2.4), each once. They belong to no group, and must be whole. */
export const sitemapsOf = (text: string): string[] => {
  const found = capped(text.replace(/^\uFEFF/, ''))
    .split(/\r\n|\n|\r/)
    .flatMap((line) => /^\s*sitemap\s*:(.*)$/i.exec(line.replace(/#.*$/, ''))?.[1]?.trim() ?? [])
    .filter((address) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol));
  return [...new Set(found)];
};

const RESERVED_IN_QUERY = /[:/?#[\]@!'(),;]/g;
const RESERVED_IN_PATH = /[:[\]@!'(),;]/g;
const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** One spelling for equal octets (RFC 9309 section 2.2.2): unreserved ones decoded, the others encoded, hex in upper case. */
const octets = (text: string): string =>
  text
    .replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : whole.toUpperCase();
    })
    .replace(/[^\u0021-\u007e]+/gu, percent);

/** The RFC also has reserved octets encoded before they are compared; its own example does so after the `?` only. */
const reserved = (text: string): string => {
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const query = mark < 0 ? '' : text.slice(mark + 1);
  return `${path.replace(RESERVED_IN_PATH, percent)}${mark < 0 ? '' : `?${query.replace(RESERVED_IN_QUERY, percent)}`}`;
};

const literalPath = (path: string): string => octets(path).replace(/\*/g, '%2A').replace(/\$/g, '%24');

/** Glob match from the start: `*` is any run of octets, `$` at the end is the end. Leftmost matching, so no backtracking. */
const globMatches = (pattern: string, path: string): boolean => {
  const anchored = pattern.endsWith('$');
  const parts = (anchored ? pattern.slice(0, -1) : pattern).replace(/\$/g, '%24').split('*');
  const first = parts[0] ?? '';
  if (!path.startsWith(first)) return false;
  if (parts.length === 1) return !anchored || path.length === first.length;
  let at = first.length;
  const last = parts.length - 1;
  for (let index = 1; index <= last; index += 1) {
    const part = parts[index] ?? '';
    if (anchored && index === last) return path.length - part.length >= at && path.endsWith(part);
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
};

const normalisedPattern = (rule: RobotsRule): string | null => {
  const pattern = octets(rule.pattern);
  if (pattern.startsWith('/') || pattern.startsWith('*') || pattern === '$') return pattern;
  // Not in the grammar. A prohibition is read as it was meant, a permission is not.
  return rule.allow ? null : `/${pattern}`;
};

/** Does this rule's pattern match this path (with its query)? */
export const ruleMatches = (rule: RobotsRule, path: string): boolean => {
  const pattern = normalisedPattern(rule);
  if (pattern === null) return false;
  const literal = literalPath(path);
  return globMatches(pattern, literal) || globMatches(reserved(pattern), reserved(literal));
};

/** The rules for a product token: every group that names it, merged; else every `*` group. */
export const groupFor = (groups: readonly RobotsGroup[], agent: string): AgentRules | null => {
  const token = productToken(agent);
  for (const name of [token, '*']) {
    const found = groups.filter((group) => group.agents.includes(name));
    if (found.length === 0) continue;
    const delays = found.flatMap((group) => group.crawlDelays.get(name) ?? []);
    return {
      rules: found.flatMap((group) => group.rules),
      crawlDelay: delays.length === 0 ? null : Math.max(...delays),
    };
  }
  return null;
};

const written = (rule: RobotsRule): string => `${rule.allow ? 'Allow' : 'Disallow'}: ${rule.pattern}`;

const byStatus = (status: number): RobotsDecision => {
  if (status >= 500 || status === 429 || status < 200) {
    return { allowed: false, rule: `robots.txt could not be had (${status}): nothing may be visited`, line: null };
  }
  return { allowed: true, rule: `there is no robots.txt (${status})`, line: null };
};

/**
 * May `agent` visit `path`?
 * @param robots the text of robots.txt, or the HTTP status that came instead (0: unreachable). RFC 9309 section 2.3.1: 4xx
 * may crawl, 5xx and unreachable may not; 429 is read as 5xx, because it asks for fewer visits.
 * @param agent the product token, or a User-Agent that begins with it
 * @param path path and query, as in the address
 */
export const decide = (robots: string | number, agent: string, path: string): RobotsDecision =>
  decideBy(rulesFor(robots, agent), path);

/** What a robots.txt has for one agent: its rules, null where no group is for it, or the status that came instead of a file. */
export type RulesFor = AgentRules | number | null;

/** Reads a robots.txt for one agent, once for many paths. */
export const rulesFor = (robots: string | number, agent: string): RulesFor =>
  typeof robots === 'number' ? robots : groupFor(parseRobots(robots), agent);

/** As `decide`, by rules that were read before. */
export const decideBy = (group: RulesFor, path: string): RobotsDecision => {
  const target = path === '' ? '/' : path.startsWith('/') ? path : `/${path}`;
  // RFC 9309 section 2.2.2: the file itself may always be read.
  if (target === '/robots.txt') return { allowed: true, rule: 'robots.txt may always be read', line: null };
  if (typeof group === 'number') return byStatus(group);
  if (group === null) return { allowed: true, rule: 'no group of robots.txt is for us', line: null };
  let best: { rule: RobotsRule; length: number } | null = null;
  for (const rule of group.rules) {
    if (!ruleMatches(rule, target)) continue;
    const length = octets(rule.pattern).length;
    if (best === null || length > best.length || (length === best.length && rule.allow && !best.rule.allow)) {
      best = { rule, length };
    }
  }
  if (best === null) return { allowed: true, rule: 'no rule of robots.txt matches', line: null };
  return { allowed: best.rule.allow, rule: written(best.rule), line: best.rule.line };
};

/** Crawl-delay in seconds, capped; 0 when none is asked for. */
export const crawlDelayOf = (rules: RulesFor): number =>
  rules === null || typeof rules === 'number' ? 0 : Math.min(rules.crawlDelay ?? 0, MAX_CRAWL_DELAY);
