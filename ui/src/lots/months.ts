import UPlot from 'uplot';
import { filled, monthName } from '../lots';
import type { Picture } from '../parts/Chart.svelte';
import type { Month } from '../protocol/protocol';
import type { Words } from '../words';

/** Months in the pictures: two years, so that one sees a season come round. */
export const SHOWN = 24;

const at = (month: Month) => Date.parse(`${month.month.slice(0, 7)}-01T00:00:00Z`) / 1000;
const DAY = 86_400;

function horizontal(
  months: readonly Month[],
  words: Words,
): Pick<Picture, 'marks' | 'name' | 'from' | 'until'> {
  const first = months[0];
  const last = months.at(-1);
  return {
    from: first ? at(first) - 3 * DAY : 0,
    until: last ? at(last) + 34 * DAY : 1,
    marks: (_from, _until, most) => {
      const step = Math.max(1, Math.ceil(months.length / most));
      return months.filter((_, index) => index % step === 0).map(at);
    },
    name: (seconds) => monthName(words, new Date(seconds * 1000).toISOString(), true),
  };
}

/** Bars: lots sent, and before them those that the caisses have; a short one for those sent again. */
export function sentPicture(all: readonly Month[], words: Words): Picture {
  const months = filled(all, SHOWN);
  const bars = (size: number) => UPlot.paths.bars?.({ align: 1, size: [size, 46], gap: 0 });
  const bar = (fill: string, size: number): UPlot.Series => {
    const paths = bars(size);
    return { fill, width: 0, points: { show: false }, ...(paths ? { paths } : {}) };
  };
  return {
    ...horizontal(months, words),
    data: [
      months.map(at),
      months.map((month) => month.sent),
      months.map((month) => month.acknowledged),
      months.map((month) => month.sent_again),
    ],
    series: (palette) => [
      bar(palette('--unknown-line'), 0.8),
      bar(palette('--well-mark'), 0.8),
      bar(palette('--attention-edge'), 0.3),
    ],
    range: (_, most) => [0, Math.max(4, most * 1.08)],
    value: (value) => (Number.isInteger(value) ? words.number(value) : ''),
  };
}

/** A line: the median delay. */
export function delayPicture(all: readonly Month[], words: Words): Picture {
  const months = filled(all, SHOWN);
  return {
    ...horizontal(months, words),
    // In hours, so that the marks of the axis are round.
    data: [
      months.map(at),
      months.map(({ median_delay_s }) => (median_delay_s === null ? null : median_delay_s / 3600)),
    ],
    series: (palette) => [
      {
        stroke: palette('--accent'),
        width: 2,
        spanGaps: true,
        points: { show: true, size: 7, fill: palette('--accent') },
      },
    ],
    range: (_, most) => [0, Math.max(1, most * 1.15)],
    value: (value) => (value === 0 ? '0' : words.duration(value * 3600)),
  };
}
