import { describe, expect, it } from 'vitest';
import { height, moved, reveal, slice, TALLEST } from './virtual';

const frame = { rows: 100_000, row: 48, view: 480 };

describe('the rows in sight', () => {
  it('are the first ones at the top', () => {
    expect(slice(frame, 0)).toEqual({ first: 0, last: 10, top: 0 });
    expect(slice(frame, 0, 6)).toEqual({ first: 0, last: 16, top: 0 });
  });

  it('follow the scrolling, spare ones around them', () => {
    expect(slice(frame, 480)).toEqual({ first: 10, last: 20, top: 480 });
    expect(slice(frame, 500, 2)).toEqual({ first: 8, last: 23, top: 384 });
  });

  it('end with the last row, however far one scrolls', () => {
    for (const scrolled of [height(frame) - frame.view, height(frame), 1e12]) {
      expect(slice(frame, scrolled).last).toBe(100_000);
    }
    expect(slice(frame, -300).first).toBe(0);
  });

  it('are few, whatever the place', () => {
    for (let scrolled = 0; scrolled < height(frame); scrolled += 99_991) {
      const { first, last } = slice(frame, scrolled, 6);
      expect(last - first).toBeLessThanOrEqual(23);
    }
  });

  it('are none, or all, of a short list', () => {
    expect(slice({ ...frame, rows: 0 }, 0)).toEqual({ first: 0, last: 0, top: 0 });
    expect(slice({ ...frame, rows: 3 }, 0, 6)).toEqual({ first: 0, last: 3, top: 0 });
    expect(slice({ ...frame, row: 0 }, 0)).toEqual({ first: 0, last: 0, top: 0 });
  });
});

describe('a list taller than an engine can lay out', () => {
  const tall = { rows: 1_000_000, row: 48, view: 480 };

  it('is no taller than the limit, and has its first and its last row at the ends', () => {
    expect(height(tall)).toBe(TALLEST);
    expect(slice(tall, 0).first).toBe(0);
    const end = slice(tall, TALLEST - tall.view);
    expect(end.last).toBe(1_000_000);
    // The last row ends where the content ends.
    expect(end.top + (end.last - end.first) * tall.row).toBeCloseTo(TALLEST, 3);
  });

  it('leads to every row', () => {
    for (const index of [0, 1, 499_999, 777_777, 999_999]) {
      const scrolled = reveal(tall, 0, index);
      const { first, last, top } = slice(tall, scrolled, 6);
      expect(first).toBeLessThanOrEqual(index);
      expect(last).toBeGreaterThan(index);
      const at = top + (index - first) * tall.row - scrolled;
      expect(at).toBeGreaterThanOrEqual(-0.01);
      expect(at + tall.row).toBeLessThanOrEqual(tall.view + 0.01);
    }
  });
});

describe('bringing a row into sight', () => {
  it('moves no more than it must', () => {
    expect(reveal(frame, 0, 3)).toBe(0);
    expect(reveal(frame, 0, 10)).toBe(48);
    expect(reveal(frame, 4800, 99)).toBe(4752);
    expect(reveal(frame, 4800, 100)).toBe(4800);
  });
});

describe('keys', () => {
  it('lead from row to row and never beyond the ends', () => {
    expect(moved('ArrowDown', 4, frame)).toBe(5);
    expect(moved('ArrowUp', 0, frame)).toBe(0);
    expect(moved('PageDown', 0, frame)).toBe(9);
    expect(moved('PageUp', 20, frame)).toBe(11);
    expect(moved('Home', 50_000, frame)).toBe(0);
    expect(moved('End', 0, frame)).toBe(99_999);
    expect(moved('ArrowDown', 99_999, frame)).toBe(99_999);
  });

  it('that mean something else are left alone', () => {
    expect(moved('a', 4, frame)).toBeNull();
    expect(moved('ArrowDown', 0, { ...frame, rows: 0 })).toBeNull();
  });
});
