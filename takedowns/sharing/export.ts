import type { SharedView, Sharer } from './item.ts';
import { stixBundle } from './stix.ts';
import { sharedCsv, signalExchangeCsv, threatUpdates } from './table.ts';

export const EXPORT_FORMATS = ['stix', 'csv', 'signal-exchange', 'threat-updates'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Media type and the ending of a file's name. */
export const EXPORT_FILES: Record<ExportFormat, { type: string; ending: string }> = {
  stix: { type: 'application/stix+json;version=2.1', ending: 'stix.json' },
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  'signal-exchange': { type: 'text/csv; charset=utf-8', ending: 'signals.csv' },
  'threat-updates': { type: 'application/json; charset=utf-8', ending: 'threat-updates.json' },
};

export const exportItems = (format: ExportFormat, items: readonly SharedView[], sharer: Sharer): string => {
  switch (format) {
    case 'stix':
      return stixBundle(items, sharer);
    case 'csv':
      return sharedCsv(items);
    case 'signal-exchange':
      return signalExchangeCsv(items, sharer.name);
    case 'threat-updates':
      return threatUpdates(items, sharer);
  }
};
