import type { Disappearance } from '#core/post.ts';
import { type EgressHeaders, header } from '../egress/egress.ts';

/** An answer that does not show the post. */
export interface Refusal {
  status: number;
  headers: EgressHeaders;
  /** Its body as text. */
  text: string;
}

export type GoneBy = NonNullable<Disappearance['by']>;

/** What operators write where a post was, by who took it away. Only words about the post, none about a person. */
const NOTICES: [GoneBy, RegExp[]][] = [
  [
    'author',
    [
      /\b(deleted|removed|withdrawn|taken down) by (its|the|their) (own )?(author|poster|owner|user)\b/i,
      /\bthe (author|poster|user) (has )?(deleted|removed|withdrew)\b/i,
      /vom (autor|verfasser|nutzer) (gelöscht|entfernt)/i,
      /supprimée? par (l[’']auteur|son auteur)/i,
      /(eliminad|borrad)[oa] por (el|su) autor/i,
      /(作者|发布者|发布人|用户)(已)?(自行)?(删除|撤回)/,
      /удален[оа]? автором/i,
    ],
  ],
  [
    'operator',
    [
      /\b(removed|deleted|taken down|disabled|hidden) (by|at) (a |an |the |our )?(moderat|operat|administrat|admin|staff|platform|host)/i,
      /\b(removed|taken down|disabled) (on|under|following|because of|due to|pursuant to) (the |an? )?(order|legal|court|request of a competent|violat)/i,
      /\bviolat(es|ed|ing) (our|the) (rules|terms|guidelines|policies|community)/i,
      /(von der moderation|vom betreiber|durch die moderation) (gelöscht|entfernt)/i,
      /supprimée? par (la modération|l[’']hébergeur|un modérateur)/i,
      /(eliminad|retirad)[oa] por (la moderación|un moderador|el operador)/i,
      /(因违反|违反).{0,20}(规定|规则|条款|法律)/,
      /(已被|被)(管理员|版主|平台|运营者|运营方)(删除|移除|屏蔽)/,
      /удален[оа]? (модератором|администрац)/i,
    ],
  ],
];

/** "Not here, where you are": of a country, not of a person. */
const COUNTRY = [
  /\b(not|un)\s?available (in|from|within) (your|this) (country|region|location|territory)\b/i,
  /\b(blocked|restricted|withheld) in (your|this) (country|region|territory)\b/i,
  /\bgeo(graphic(al)?)?[- ]?(block|restrict)/i,
  /in (ihrem|deinem) (land|region) nicht (verfügbar|abrufbar)/i,
  /(pas|non) disponible dans votre (pays|région)/i,
  /no (está )?disponible en (tu|su) (país|región)/i,
  /(所在|您的|你的)(的)?(国家|地区|国家或地区).{0,12}(不可用|无法|不提供|不可访问|限制)/,
  /недоступ\S+ в ваш\S+ (стран|регион)/i,
];

const says = (text: string, patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(text));

/** As far as notices stand into a page. */
const READ = 20_000;
const wordsOf = (text: string): string =>
  text
    .slice(0, READ)
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

/**
 * Is it blocked where we stand, rather than gone? 451 (RFC 7725), or 403 that speaks of a country, in its words or in a header.
 */
export const isGeoBlocked = ({ status, headers, text }: Refusal): boolean => {
  if (status === 451) return true;
  if (status !== 403) return false;
  const named = ['x-geo-block', 'x-geo-blocked', 'x-blocked-country', 'x-country-blocked'];
  return named.some((name) => header(headers, name) !== undefined) || says(wordsOf(text), COUNTRY);
};

/**
 * Who took it away, as far as the answer says: its own notice first; else 410, which RFC 9110 section 15.5.11 has for what a
 * server took away on purpose, means the operator. Undefined for a plain 404, which says nothing.
 */
export const goneBy = ({ status, text }: Pick<Refusal, 'status' | 'text'>): GoneBy | undefined => {
  const words = wordsOf(text);
  const noticed = NOTICES.find(([, patterns]) => says(words, patterns));
  return noticed?.[0] ?? (status === 410 ? 'operator' : undefined);
};
