import type { HistoryPoint, Incident } from './protocol/protocol';

export const RANGES = ['day', 'week', 'month', 'year'] as const;
export type Range = (typeof RANGES)[number];

/** What a row of the table, and a bar of the picture, stands for. */
export type Unit = 'hour' | 'day' | 'month';

const HOUR = 3_600_000;
const DAYS: Record<Range, number> = { day: 1, week: 7, month: 30, year: 365 };

/** The points asked for: enough for a line without steps, far below the protocol's bound. */
export const POINTS: Record<Range, number> = { day: 288, week: 336, month: 360, year: 366 };

export const UNIT: Record<Range, Unit> = { day: 'hour', week: 'day', month: 'day', year: 'month' };

/** The range's two ends. */
export function ends(range: Range, now: number): { from: string; until: string } {
  return {
    from: new Date(now - DAYS[range] * 24 * HOUR).toISOString(),
    until: new Date(now).toISOString(),
  };
}

/** Checks of one hour, day or month, in the local zone. */
export interface Row {
  /** Its beginning, in milliseconds. */
  at: number;
  well: number;
  failed: number;
  unknown: number;
  /** Well among those that could tell, 0 to 1; `null` where none could. */
  share: number | null;
  medianMs: number | null;
  maxMs: number | null;
}

/** The beginning of the hour, day or month of a moment, in the local zone. */
export function startOf(unit: Unit, at: number): number {
  const date = new Date(at);
  if (unit === 'hour') {
    // Reckoned back rather than set: where the clock goes back, an hour has its name twice.
    return at - (date.getMinutes() * 60 + date.getSeconds()) * 1000 - date.getMilliseconds();
  }
  date.setHours(0, 0, 0, 0);
  if (unit === 'month') date.setDate(1);
  return date.getTime();
}

/** The points rolled up to rows, in order of time; units without any check have no row. */
export function rows(points: readonly HistoryPoint[], unit: Unit): Row[] {
  const groups = new Map<number, HistoryPoint[]>();
  for (const point of points) {
    if (point.well + point.failed + point.unknown === 0) continue;
    const at = startOf(unit, new Date(point.at).getTime());
    const group = groups.get(at);
    if (group) group.push(point);
    else groups.set(at, [point]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([at, group]) => rollUp(at, group));
}

/** All points as one row. */
export function rollUp(at: number, points: readonly HistoryPoint[]): Row {
  const sum = (pick: (point: HistoryPoint) => number) =>
    points.reduce((total, point) => total + pick(point), 0);
  const well = sum((point) => point.well);
  const failed = sum((point) => point.failed);
  const longest = points.flatMap((point) => (point.max_ms === null ? [] : [point.max_ms]));
  return {
    at,
    well,
    failed,
    unknown: sum((point) => point.unknown),
    share: well + failed === 0 ? null : well / (well + failed),
    medianMs: weightedMedian(points),
    maxMs: longest.length === 0 ? null : Math.max(...longest),
  };
}

/** The median of the medians, each counted as often as it has checks: exact where points are single checks. */
function weightedMedian(points: readonly HistoryPoint[]): number | null {
  const known = points
    .flatMap((point) =>
      point.median_ms === null ? [] : [{ ms: point.median_ms, weight: Math.max(1, point.well) }],
    )
    .sort((a, b) => a.ms - b.ms);
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  for (const [index, { ms, weight }] of known.entries()) {
    passed += weight;
    if (passed * 2 > total) return ms;
    if (passed * 2 === total) return (ms + (known[index + 1]?.ms ?? ms)) / 2;
  }
  return null;
}

/** How long incidents lasted within the range, in seconds. */
export function timeDown(incidents: readonly Incident[], from: string, until: string): number {
  const start = new Date(from).getTime();
  const end = new Date(until).getTime();
  return incidents.reduce((total, incident) => {
    const began = Math.max(start, new Date(incident.began).getTime());
    const ended = Math.min(end, incident.ended === null ? end : new Date(incident.ended).getTime());
    return total + Math.max(0, ended - began) / 1000;
  }, 0);
}

/** A span of time in seconds, as the pictures count. */
export interface Span {
  from: number;
  until: number;
}

/** The span of the units that a range touches, so that the first and the last bar are whole. */
export function bounds(from: string, until: string, unit: Unit): Span {
  const last = startOf(unit, new Date(until).getTime());
  return { from: startOf(unit, new Date(from).getTime()) / 1000, until: following(unit, last) / 1000 };
}

/** The beginning of the next hour, day or month; clock changes and lengths of months are the calendar's affair. */
export function following(unit: Unit, at: number): number {
  if (unit === 'hour') return at + HOUR;
  const date = new Date(at);
  if (unit === 'day') date.setDate(date.getDate() + 1);
  else date.setMonth(date.getMonth() + 1);
  return date.getTime();
}
