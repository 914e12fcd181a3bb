/** The drawing of a chart. The only place that knows ECharts; loaded when a chart is shown (chart.tsx). */
import { BarChart, type BarSeriesOption, LineChart, type LineSeriesOption } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type ComposeOption, getInstanceByDom, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Drawn } from './drawn.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

type Option = ComposeOption<BarSeriesOption | LineSeriesOption>;

const DARK = '(prefers-color-scheme: dark)';
const subscribe = (listener: () => void): (() => void) => {
  const media = matchMedia(DARK);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
};
const isDark = (): boolean => matchMedia(DARK).matches;

/** Beside its colour each line has its own sign and stroke; bars have patterns (`aria.decal`). */
const SYMBOLS = ['circle', 'triangle'] as const;

const seriesOf = ({ series }: Drawn, token: (name: string) => string): (BarSeriesOption | LineSeriesOption)[] =>
  series.map(({ name, kind, values, tone }, index) => {
    const color = token(`--${tone}`);
    const data = values.map((value) => value ?? '-');
    if (kind === 'bar')
      return {
        type: 'bar',
        name,
        data,
        stack: 'all',
        itemStyle: { color },
        barMaxWidth: 36,
        emphasis: { disabled: true },
      };
    return {
      ...{
        type: 'line',
        name,
        data,
        symbol: SYMBOLS[index % SYMBOLS.length] ?? 'circle',
        symbolSize: 8,
        showAllSymbol: true,
      },
      ...{ itemStyle: { color }, lineStyle: { color, width: 2, type: index === 0 ? 'solid' : 'dashed' } },
      emphasis: { disabled: true },
    };
  });

/** The smallest step that leaves at most six lines. */
const stepOf = ({ series }: Drawn, steps: readonly number[]): number => {
  const most = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return steps.find((step) => most / step <= 6) ?? Math.ceil(most / 6);
};

const optionOf = (drawn: Drawn): Option => {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const { fontFamily } = getComputedStyle(document.body);
  const text = { color: token('--text-quiet'), fontFamily, fontSize: 12 };
  const { format, title, labels, largest } = drawn;
  const line = { lineStyle: { color: token('--line') } };
  return {
    animation: false,
    textStyle: { fontFamily },
    aria: {
      enabled: true,
      label: { description: drawn.description },
      decal: { show: drawn.series.some(({ kind }) => kind === 'bar') && drawn.series.length > 1 },
    },
    grid: { left: 8, right: 12, top: 40, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { top: 0, left: 0, itemGap: 16, textStyle: { ...text, color: token('--text') }, selectedMode: false },
    tooltip: {
      // Drawn in the picture: a box of HTML with styles of its own would be refused by the content security policy.
      renderMode: 'richText',
      trigger: 'axis',
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: token('--line-strong'),
      textStyle: { ...text, color: token('--text') },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value) : drawn.nothing),
    },
    xAxis: {
      ...{ type: 'category', name: title, nameTextStyle: { opacity: 0 }, data: [...labels] },
      ...{ axisLabel: { ...text, hideOverlap: true }, axisLine: line, axisTick: line },
    },
    yAxis: {
      ...{
        type: 'value',
        min: 0,
        splitLine: line,
        axisLabel: { ...text, formatter: (value: number) => format(value) },
      },
      ...(largest === undefined ? {} : { max: largest }),
      ...(drawn.steps === undefined ? {} : { interval: stepOf(drawn, drawn.steps) }),
      ...(drawn.isWhole === true ? { minInterval: 1 } : {}),
    },
    series: seriesOf(drawn, token),
  };
};

export const ChartCanvas = ({ drawn }: { drawn: Drawn }) => {
  const box = useRef<HTMLDivElement>(null);
  const dark = useSyncExternalStore(subscribe, isDark);
  useEffect(() => {
    const node = box.current;
    if (node === null) return;
    const chart = init(node, null, { renderer: 'svg' });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(node);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the page, which changes them with the scheme
  useEffect(() => {
    if (box.current !== null) getInstanceByDom(box.current)?.setOption(optionOf(drawn), { notMerge: true });
  }, [drawn, dark]);
  return <div ref={box} className="chart-canvas" />;
};
