import type { TFunction } from 'i18next';

const CATEGORIES = ['threat', 'instruction', 'incitement', 'solicitation', 'recruitment', 'glorification'] as const;
const THRESHOLD = /^(\w+) (\d+\.\d+) (at or over|under) (\d+\.\d+)$/;

const PURPOSES = ['quality_sample', 'uncertain', 'novel'] as const;
const SAMPLE = /^(quality sample|uncertain|novel): (.+)$/;
const KNOWN = /^known content: (.+?) \((.+)\), entry (\S+)/;

/** Why the policy routed a text as it did, in the language of the pages; a reason of another form stays as it is. */
export const routingReason = (reason: string, t: TFunction): string => {
  const [, listName, source] = KNOWN.exec(reason) ?? [];
  if (listName !== undefined) return t('known.matched', { name: listName, source });
  const [, sample, rest] = SAMPLE.exec(reason) ?? [];
  const purpose = PURPOSES.find((one) => one.replace('_', ' ') === sample);
  if (purpose !== undefined && rest !== undefined)
    return `${t(`purpose.${purpose}`)}${t('app.colon')}${routingReason(rest, t)}`;
  const [, what = '', score = '', side, limit = ''] = THRESHOLD.exec(reason) ?? [];
  const category = CATEGORIES.find((one) => one === what);
  const name = what === 'violating' ? t('case.violating') : category === undefined ? null : t(`category.${category}`);
  if (name === null || side === undefined) return reason;
  return t(side === 'under' ? 'case.routedUnder' : 'case.routedOver', { name, score, limit });
};
