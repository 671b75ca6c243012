import { describe, expect, it } from 'vitest';
import type { Page } from './protocol/protocol';
import { everyRow, PAGE, Rows, Unsettled, type Fetch } from './rows.svelte';

interface Row {
  id: number;
}

const numbers = (offset: number, limit: number, total: number): Page<Row> => ({
  total,
  rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => ({
    id: offset + at,
  })),
});

/** A source whose answers come when they are let go. */
function slow(total: number) {
  const waiting: { offset: number; limit: number; answer: (page: Page<Row>) => void; fail: () => void }[] =
    [];
  const fetch: Fetch<Row> = (offset, limit) =>
    new Promise((resolve, reject) => {
      waiting.push({ offset, limit, answer: resolve, fail: () => reject(new Error('gone')) });
    });
  const next = async () => {
    const one = waiting.shift();
    one?.answer(numbers(one.offset, one.limit, total));
    await Promise.resolve();
    await Promise.resolve();
    return one;
  };
  return { fetch, next, waiting };
}

describe('rows fetched as one scrolls', () => {
  it('are asked for by pages, those in sight alone, at most two at once', async () => {
    const { fetch, next, waiting } = slow(100_000);
    const rows = new Rows<Row>();
    void rows.ask(fetch);
    expect(rows.asking).toBe(true);
    await next();
    expect(rows.total).toBe(100_000);
    expect(rows.at(99)).toEqual({ id: 99 });
    expect(rows.at(100)).toBeUndefined();
    // A quick hand passes many pages; only where it stops is asked for once two are under way.
    for (let first = 1000; first <= 50_000; first += 1000) rows.show(first, first + 30);
    expect(waiting.map(({ offset }) => offset)).toEqual([1000, 2000]);
    await next();
    await next();
    expect(waiting.map(({ offset }) => offset)).toEqual([50_000]);
    await next();
    expect(rows.at(50_000)).toEqual({ id: 50_000 });
    rows.show(50_000, 50_030);
    expect(waiting).toHaveLength(0);
  });

  it('of an earlier question are dropped, and stand until the new ones come', async () => {
    const first = slow(300);
    const second = slow(7);
    const rows = new Rows<Row>();
    void rows.ask(first.fetch);
    await first.next();
    rows.show(150, 180);
    expect(first.waiting).toHaveLength(1);
    void rows.ask(second.fetch);
    expect(rows.total).toBe(300);
    await first.next();
    expect(rows.at(150)).toBeUndefined();
    await second.next();
    expect(rows.total).toBe(7);
    expect(rows.at(6)).toEqual({ id: 6 });
    expect(rows.asking).toBe(false);
  });

  it('are read anew where one stands', async () => {
    const { fetch, next, waiting } = slow(1000);
    const rows = new Rows<Row>();
    void rows.ask(fetch);
    await next();
    rows.show(480, 520);
    await next();
    await next();
    void rows.refresh();
    expect(rows.asking).toBe(false);
    expect(rows.at(490)).toEqual({ id: 490 });
    expect(waiting.at(-1)).toMatchObject({ offset: 400, limit: 2 * PAGE });
    await next();
    expect(rows.at(519)).toEqual({ id: 519 });
  });

  it('that could not be read are not asked for again and again', async () => {
    const { fetch, next, waiting } = slow(1000);
    const rows = new Rows<Row>();
    void rows.ask(fetch);
    await next();
    rows.show(500, 520);
    waiting.shift()?.fail();
    await new Promise((resolve) => setTimeout(resolve));
    expect(rows.problem).toBeInstanceOf(Error);
    rows.show(700, 720);
    expect(waiting).toHaveLength(0);
    void rows.refresh();
    await next();
    expect(rows.problem).toBeNull();
    expect(rows.at(700)).toEqual({ id: 700 });
  });
});

describe('every row', () => {
  it('is fetched by pages of what the agent gives at most', async () => {
    const asked: number[] = [];
    const told: number[] = [];
    const all = await everyRow<Row>(
      (offset, limit) => {
        asked.push(limit);
        return Promise.resolve(numbers(offset, limit, 1203));
      },
      1_000_000,
      (read) => told.push(read) > 0,
    );
    expect(all?.rows).toHaveLength(1203);
    expect(asked).toEqual([500, 500, 500]);
    expect(told).toEqual([500, 1000, 1203]);
  });

  it('up to a bound, or until one has had enough', async () => {
    const fetch: Fetch<Row> = (offset, limit) => Promise.resolve(numbers(offset, limit, 9000));
    expect((await everyRow(fetch, 1200))?.rows).toHaveLength(1200);
    expect(await everyRow(fetch, 9000, (read) => read < 1000)).toBeNull();
    expect(await everyRow<Row>(() => Promise.resolve({ total: 0, rows: [] }), 100)).toEqual({
      rows: [],
      total: 0,
    });
  });

  it('is there once, also where rows move while they are read', async () => {
    let total = 700;
    const changing: Fetch<Row> = (offset, limit) => {
      const page = numbers(offset, limit, total);
      if (offset === 0 && total < 702) total += 1;
      return Promise.resolve(page);
    };
    const all = await everyRow(changing, 10_000);
    expect(new Set(all?.rows.map(({ id }) => id)).size).toBe(702);
  });

  it('is not claimed where they never settle', async () => {
    let total = 700;
    const restless: Fetch<Row> = (offset, limit) => Promise.resolve(numbers(offset, limit, (total += 1)));
    await expect(everyRow(restless, 10_000)).rejects.toBeInstanceOf(Unsettled);
  });
});
