import { describe, expect, it, vi } from 'vitest';
import type { HistoryPoint } from './protocol/protocol';
import { rows, startOf } from './history';
import { Words } from './words';

// uPlot asks for the screen when it is loaded.
vi.stubGlobal('matchMedia', () => ({ addEventListener: () => undefined }));
vi.stubGlobal('devicePixelRatio', 1);
const { availability, marks, unitName } = await import('./pictures');

/** Without the difference between spaces. */
const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, ' ');
const fr = new Words('fr');

describe('marks', () => {
  it('stand at local hours, thinned out', () => {
    const from = Date.parse('2026-11-22T09:42:00Z') / 1000;
    const found = marks('hour', from, from + 86_400, 6);
    expect(found.length).toBeLessThanOrEqual(6);
    expect(new Date((found[0] ?? 0) * 1000).toISOString()).toBe('2026-11-22T10:00:00.000Z');
  });

  it('end, even in the hour that comes twice', () => {
    const from = Date.parse('2026-10-24T22:00:00Z') / 1000;
    expect(marks('hour', from, from + 86_400, 100)).toHaveLength(25);
    expect(marks('day', from, from + 3 * 86_400, 100)).toHaveLength(3);
    expect(marks('month', from, from + 365 * 86_400, 100)).toHaveLength(12);
  });
});

it('an hour that comes twice is two bars', () => {
  const both = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((at) => startOf('hour', Date.parse(at)));
  expect(both[1]).toBe((both[0] ?? 0) + 3_600_000);
});

it('units have names', () => {
  const at = Date.parse('2026-11-23T09:00:00Z');
  expect(plain(unitName('day', at, fr, true))).toBe('10 h 00');
  expect(plain(unitName('week', at, fr))).toBe('lundi 23 nov.');
  expect(plain(unitName('year', at, fr))).toBe('novembre 2026');
});

it('the picture of availability holds the figures of the table', () => {
  const point = (at: string, well: number, failed: number, unknown: number): HistoryPoint => ({
    at,
    seconds: 600,
    well,
    failed,
    unknown,
    median_ms: null,
    max_ms: null,
  });
  const table = rows(
    [
      point('2026-11-23T08:00:00Z', 6, 0, 0),
      point('2026-11-23T09:00:00Z', 3, 1, 0),
      point('2026-11-23T10:00:00Z', 0, 0, 2),
    ],
    'hour',
  );
  const { data } = availability(table, { from: 0, until: 1 }, 'day', fr);
  expect(data.slice(1)).toEqual([
    [null, null, 100],
    [null, 100, null],
    [100, 75, null],
  ]);
});
