/**
 * The files by which users of python-threatexchange (facebook/ThreatExchange) pass signals on, as its code reads and writes
 * them at commit baefb4ed:
 *
 * - `exchanges/impl/file_api.py` (`local_file`): one signal a line, the name of its type, one blank, the signal. Blank lines are
 *   passed over. (Without a type on the line a whole file is of one type; then give that type.)
 * - `cli/dataset_cmd.py` (`dataset --print-signals --csv`): CSV with the columns signal_type, signal_str, collab, category, tags.
 *
 * Type names are the class names in lower case with underscores (`signal_base.py`, `get_name`).
 */
import type { KnownKind } from '#core/known-list.ts';
import { readCsv } from './csv.ts';
import { collectEntries, type ParsedList } from './entries.ts';
import { Faults } from './refusal.ts';

const KIND_OF_TYPE: Readonly<Record<string, KnownKind>> = {
  pdq: 'pdq',
  url: 'url',
  url_md5: 'url_md5',
  raw_text: 'raw_text',
};

/** Types of that library that are no known content here, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  trend_query: 'is a search by words and patterns, not content that is known',
  video_md5: 'is of a video, and no videos are read here',
  video_sha256: 'is of a video, and no videos are read here',
};

const CATEGORIES = ['NEGATIVE_CLASS', 'INVESTIGATION_SEED', 'POSITIVE_CLASS'];

export interface SignalExchangeOptions {
  /** For a file whose lines name no type: the type of all of them. */
  signalType?: string | undefined;
  /** Only signals of these types; others are left out and counted. Without it a type that is not read is a fault. */
  only?: readonly string[] | undefined;
}

/** @throws WeirError LIST_INVALID naming every fault */
export const parseSignalExchange = (text: string, options: SignalExchangeOptions = {}): ParsedList => {
  const faults = new Faults();
  const { add, leaveOut, finish } = collectEntries(faults);
  const { only, signalType } = options;
  for (const type of [...(only ?? []), ...(signalType === undefined ? [] : [signalType])])
    if (KIND_OF_TYPE[type] === undefined)
      faults.add(
        'the signal type asked for',
        `${type} is not read`,
        `Types that are read: ${Object.keys(KIND_OF_TYPE).join(', ')}.`,
      );

  const take = (place: (field: string) => string, type: string, signal: string, note?: string): void => {
    const kind = KIND_OF_TYPE[type];
    if (only !== undefined && !only.includes(type)) leaveOut(`signals of type ${type}`);
    else if (kind !== undefined) add(place('signal'), { kind, value: signal, note });
    else
      faults.add(
        place('signal type'),
        NOT_HERE[type] === undefined
          ? `is ${JSON.stringify(type.slice(0, 40))}, which is not known`
          : `${type} ${NOT_HERE[type]}`,
        `Types that are read: ${Object.keys(KIND_OF_TYPE).join(', ')}. Name those you want (weir lists import --only), and the rest is left out.`,
      );
  };

  if (/^\uFEFF?"?signal_type"?\s*,/.test(text)) {
    const columns = { required: ['signal_type', 'signal_str'], optional: ['collab', 'category', 'tags'] };
    for (const { line, fields } of readCsv(text, columns, faults)) {
      const category = fields.category?.trim() ?? '';
      if (category !== '' && !CATEGORIES.includes(category))
        faults.add(`line ${line}, category`, `is ${JSON.stringify(category)}`, `One of ${CATEGORIES.join(', ')}.`);
      // Somebody has looked, and says that it is not what the exchange is about.
      else if (category === 'NEGATIVE_CLASS') leaveOut('signals of the category NEGATIVE_CLASS');
      else {
        const note = [fields.collab?.trim(), fields.tags?.trim()].filter((part) => part !== undefined && part !== '');
        take(
          (field) => `line ${line}, ${field}`,
          (fields.signal_type ?? '').trim(),
          fields.signal_str ?? '',
          note.join('; '),
        );
      }
    }
  } else {
    for (const [index, whole] of text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .entries()) {
      const line = whole.trim();
      if (line === '') continue;
      const place = (field: string): string => `line ${index + 1}, ${field}`;
      const blank = line.indexOf(' ');
      if (signalType !== undefined) take(place, signalType, line);
      else if (blank < 0) faults.add(place('signal'), 'is missing', 'Write the type, one blank, and the signal.');
      else take(place, line.slice(0, blank), line.slice(blank + 1));
    }
  }
  return finish();
};
