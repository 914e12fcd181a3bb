/** The `application/warc-fields` of a record (ISO 28500:2017): one line each, so a line break of a value becomes a blank. Pure. */
export const WARC_FIELDS_TYPE = 'application/warc-fields';

export const warcFields = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}\r\n`)
    .join('');
