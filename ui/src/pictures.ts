import UPlot from 'uplot';
import type { Range, Row, Span, Unit } from './history';
import { following, startOf, UNIT } from './history';
import type { Picture } from './parts/Chart.svelte';
import type { HistoryPoint } from './protocol/protocol';
import type { Words } from './words';

/** What an hour, day or month is called, in the table and under the picture. */
export function unitName(range: Range, at: number, words: Words, short = false): string {
  const date = new Date(at);
  const written = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(words.language, options).format(date);
  switch (range) {
    case 'day':
      return short ? words.time(date) : `${written({ weekday: 'short' })} ${words.time(date)}`;
    case 'week':
      return short
        ? written({ weekday: 'short', day: 'numeric' })
        : written({ weekday: 'long', day: 'numeric', month: 'short' });
    case 'month':
      return short
        ? written({ day: 'numeric', month: '2-digit' })
        : written({ weekday: 'short', day: 'numeric', month: 'short' });
    case 'year':
      return short ? written({ month: 'short' }) : written({ month: 'long', year: 'numeric' });
  }
}

/** Marks at the beginnings of units, thinned out to at most so many. Seconds. */
export function marks(unit: Unit, from: number, until: number, most: number): number[] {
  const all: number[] = [];
  for (let at = startOf(unit, from * 1000); at <= until * 1000; at = following(unit, at)) {
    if (at >= from * 1000) all.push(at / 1000);
  }
  const step = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, index) => index % step === 0);
}

function horizontal(
  span: Span,
  range: Range,
  words: Words,
): Pick<Picture, 'marks' | 'name' | 'from' | 'until'> {
  return {
    from: span.from,
    until: span.until,
    marks: (from, until, most) => marks(UNIT[range], from, until, most),
    name: (seconds) => unitName(range, seconds * 1000, words, true),
  };
}

/** Bars: well from the ground up, failed above; grey where no check could tell. */
export function availability(table: readonly Row[], span: Span, range: Range, words: Words): Picture {
  // A unit's bar begins where the unit begins.
  const bars = UPlot.paths.bars?.({ align: 1, size: [0.86, 60], gap: 0 });
  const bar = (fill: string): UPlot.Series => ({
    fill,
    width: 0,
    points: { show: false },
    ...(bars ? { paths: bars } : {}),
  });
  return {
    ...horizontal(span, range, words),
    data: [
      table.map((row) => row.at / 1000),
      table.map((row) => (row.share === null ? 100 : null)),
      table.map((row) => (row.share !== null && row.share < 1 ? 100 : null)),
      table.map((row) => (row.share === null ? null : row.share * 100)),
    ],
    series: (palette) => [
      bar(palette('--unknown-line')),
      bar(palette('--alarm-mark')),
      bar(palette('--well-mark')),
    ],
    range: [0, 100],
    value: (value) => `${words.number(value)}\u00a0%`,
  };
}

/** Two lines: the median, and the longest. */
export function responses(points: readonly HistoryPoint[], span: Span, range: Range, words: Words): Picture {
  return {
    ...horizontal(span, range, words),
    data: [
      points.map((point) => new Date(point.at).getTime() / 1000),
      points.map((point) => point.max_ms),
      points.map((point) => point.median_ms),
    ],
    series: (palette) => [
      { stroke: palette('--soft'), width: 1, dash: [4, 4], points: { show: false } },
      { stroke: palette('--accent'), width: 2, points: { show: false } },
    ],
    range: (_, most) => [0, Math.max(100, most * 1.1)],
    value: (value) => words.milliseconds(value),
  };
}
