import { WeirError } from '#core/errors.ts';
import type { ListFormat } from '#core/known-list.ts';
import { parseCsv } from './csv.ts';
import { LIST_LIMITS, type ParsedList } from './entries.ts';
import { parseSignalExchange, type SignalExchangeOptions } from './signal-exchange.ts';
import { parseStix } from './stix.ts';

export type { ParsedList } from './entries.ts';

/**
 * Reads a list of known content, whole or not at all.
 * @throws WeirError LIST_TOO_LARGE · LIST_ENCODING · LIST_INVALID, all 400
 */
export const parseList = (file: Uint8Array, format: ListFormat, options: SignalExchangeOptions = {}): ParsedList => {
  if (file.byteLength > LIST_LIMITS.bytes)
    throw new WeirError('LIST_TOO_LARGE', `The file has more than ${LIST_LIMITS.bytes} bytes.`, {
      status: 400,
      fix: 'Split the list, and give each part a name of its own.',
    });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch (cause) {
    throw new WeirError('LIST_ENCODING', 'The file is not UTF-8.', { status: 400, fix: 'Save it as UTF-8.', cause });
  }
  switch (format) {
    case 'stix':
      return parseStix(text);
    case 'csv':
      return parseCsv(text);
    case 'signal-exchange':
      return parseSignalExchange(text, options);
  }
};
