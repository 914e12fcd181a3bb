/** What a measurement found, and how it is printed. */

/** One thing measured: one value for each run. */
export interface Line {
  what: string;
  unit: string;
  values: readonly number[];
}

export interface Findings {
  lines: readonly Line[];
  /** How many times better we are than the other way, in the same run. Above one: we are better. */
  ratios: readonly { what: string; values: readonly number[] }[];
  /** What a reader must know to judge the figures. */
  notes: readonly string[];
}

export interface Report extends Findings {
  name: string;
  title: string;
  parameters: Readonly<Record<string, number>>;
}

/** Values by name, in the order in which they came. */
export class Series {
  private readonly values = new Map<string, number[]>();

  add(name: string, value: number): void {
    this.values.set(name, [...this.of(name), value]);
  }

  of(name: string): number[] {
    return this.values.get(name) ?? [];
  }
}

/** By linear interpolation between the two nearest values; `share` in 0..1. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Run by run, so that a busy moment of the machine weighs on both sides. */
export const divide = (above: readonly number[], below: readonly number[]): number[] =>
  above.map((value, run) => value / (below[run] ?? Number.NaN));

const figure = (value: number): string => {
  if (value === 0 || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toPrecision(3);
};

const spread = (values: readonly number[]): string =>
  `${figure(median(values))} (${figure(Math.min(...values))} - ${figure(Math.max(...values))})`;

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};

/** Plain text: every figure as median (least - greatest) over the runs. */
export const printed = ({ name, title, parameters, lines, ratios, notes }: Report): string =>
  [
    `== ${name}: ${title}`,
    `parameters: ${Object.entries(parameters)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')}`,
    'median (least - greatest) over the runs',
    ...columns(lines.map(({ what, unit, values }) => [what, `${spread(values)}${unit === '' ? '' : ` ${unit}`}`])),
    ...(ratios.length === 0
      ? []
      : [
          'ratio, run by run; above 1 Weir is better',
          ...columns(ratios.map(({ what, values }) => [what, `${spread(values)} x`])),
        ]),
    ...notes.map((note) => `* ${note}`),
    '',
  ].join('\n');
