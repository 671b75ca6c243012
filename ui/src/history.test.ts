import { describe, expect, it } from 'vitest';
import { bounds, ends, POINTS, RANGES, rollUp, rows, startOf, timeDown, UNIT } from './history';
import type { Explanation, HistoryPoint } from './protocol/protocol';

const point = (at: string, well: number, failed = 0, unknown = 0, ms: number | null = 100): HistoryPoint => ({
  at,
  seconds: 600,
  well,
  failed,
  unknown,
  median_ms: well > 0 ? ms : null,
  max_ms: well > 0 && ms !== null ? ms * 2 : null,
});
const explanation: Explanation = { title: { key: 'x', args: {} }, meaning: null, action: null, detail: null };

describe('rows', () => {
  it('gather the points of an hour, in order of time', () => {
    const table = rows(
      [
        point('2026-11-23T09:10:00Z', 1, 0, 0, 300),
        point('2026-11-23T08:50:00Z', 0, 1),
        point('2026-11-23T09:00:00Z', 1, 0, 0, 100),
        point('2026-11-23T09:20:00Z', 1, 1, 1, 200),
      ],
      'hour',
    );
    expect(table).toHaveLength(2);
    expect(table[0]).toMatchObject({ well: 0, failed: 1, share: 0, medianMs: null, maxMs: null });
    expect(table[1]).toMatchObject({
      well: 3,
      failed: 1,
      unknown: 1,
      share: 0.75,
      medianMs: 200,
      maxMs: 600,
    });
  });

  it('leave out spans without any check', () => {
    expect(rows([point('2026-11-23T09:00:00Z', 0)], 'hour')).toEqual([]);
  });

  it('have no share where no check could tell', () => {
    expect(rows([point('2026-11-23T09:00:00Z', 0, 0, 3)], 'day')[0]?.share).toBeNull();
  });

  it('begin at the local midnight and month', () => {
    const at = Date.parse('2026-11-22T23:30:00Z');
    expect(new Date(startOf('day', at)).toISOString()).toBe('2026-11-22T23:00:00.000Z');
    expect(new Date(startOf('month', at)).toISOString()).toBe('2026-10-31T23:00:00.000Z');
  });

  it('keep both days apart where the clock goes back', () => {
    const table = rows(
      [point('2026-10-24T22:30:00Z', 1), point('2026-10-25T22:30:00Z', 1), point('2026-10-25T23:30:00Z', 1)],
      'day',
    );
    expect(table.map((row) => row.well)).toEqual([2, 1]);
  });
});

describe('the median', () => {
  it('counts every point as often as it has checks', () => {
    expect(
      rollUp(0, [point('2026-11-23T09:00:00Z', 1, 0, 0, 900), point('2026-11-23T10:00:00Z', 5)]).medianMs,
    ).toBe(100);
  });
  it('lies between the two middle ones', () => {
    const two = [point('2026-11-23T09:00:00Z', 1, 0, 0, 100), point('2026-11-23T10:00:00Z', 1, 0, 0, 300)];
    expect(rollUp(0, two).medianMs).toBe(200);
  });
  it('is nothing without checks that went through', () => {
    expect(rollUp(0, []).medianMs).toBeNull();
  });
});

describe('the range', () => {
  it('ends now and asks for no more points than the protocol allows', () => {
    const now = Date.parse('2026-11-23T09:42:00Z');
    for (const range of RANGES) {
      const { from, until } = ends(range, now);
      expect(until).toBe('2026-11-23T09:42:00.000Z');
      expect(Date.parse(from)).toBeLessThan(now);
      expect(POINTS[range]).toBeLessThanOrEqual(2000);
      expect(bounds(from, until, UNIT[range]).from * 1000).toBeLessThanOrEqual(Date.parse(from));
    }
  });

  it('counts only the part of an incident that lies in it', () => {
    const down = timeDown(
      [
        { began: '2026-11-22T23:00:00Z', ended: '2026-11-23T01:00:00Z', explanation },
        { began: '2026-11-23T09:30:00Z', ended: null, explanation },
      ],
      '2026-11-23T00:00:00Z',
      '2026-11-23T10:00:00Z',
    );
    expect(down).toBe(3600 + 1800);
  });
});
