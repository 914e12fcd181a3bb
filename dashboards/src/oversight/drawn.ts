export interface ChartSeries {
  name: string;
  /** Bars stand on one another. */
  kind: 'bar' | 'line';
  /** One for each label; null where there is none. */
  values: readonly (number | null)[];
  /** A colour of tokens.css. */
  tone: 'bar' | 'bar-danger' | 'text' | 'mark-line';
}
/** What is drawn. */
export interface Drawn {
  title: string;
  labels: readonly string[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
  largest?: number;
  /** What may lie between two lines of the scale, smallest first; not there: any number. */
  steps?: readonly number[];
  /** Counts: no half of one on the axis. */
  isWhole?: boolean;
  /** For whoever does not see it. */
  description: string;
  /** Said where a value is null. */
  nothing: string;
}
