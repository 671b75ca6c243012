import type { Page } from './protocol/protocol';

/** Rows asked for at once; the agent gives 500 at most. */
export const PAGE = 100;

/** Pages kept; those farthest from what is in sight go first. */
const MOST_PAGES = 40;

/** Questions under way at the same time. */
const AT_ONCE = 2;

/** How rows are asked for. @throws whatever the line throws */
export type Fetch<T> = (offset: number, limit: number) => Promise<Page<T>>;

/**
 * A list too long to be held: the rows in sight are fetched page by page, and answers to an earlier
 * question are dropped. While a new question waits for its answer, the old rows stay.
 */
export class Rows<T> {
  /** How many rows fit the question; `null` until the first answer. */
  total = $state<number | null>(null);
  /** Whether a new question waits for its first answer. */
  asking = $state(false);
  /** Why the rows could not be read; `null` where they could. */
  problem = $state.raw<unknown>(null);

  #pages = $state.raw<ReadonlyMap<number, readonly T[]>>(new Map());
  #fetch: Fetch<T> | null = null;
  /** Whether what is in sight is being read, anew or for the first time. */
  #reading = false;
  /** Counts questions, so that an answer to an earlier one is known as such. */
  #question = 0;
  #pending = new Set<number>();
  #first = 0;
  #last = 0;

  /** A row, if it is there yet. */
  at(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** A new question: its answer is shown from its first row on. */
  ask(fetch: Fetch<T>): Promise<void> {
    this.#fetch = fetch;
    this.#first = 0;
    this.#last = PAGE;
    this.asking = true;
    return this.#begin();
  }

  /** The same question once more; what is in sight is read anew. */
  refresh(): Promise<void> {
    return this.#begin();
  }

  /** What is in sight, `last` excluded. */
  show(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    this.#fill();
  }

  async #begin(): Promise<void> {
    const fetch = this.#fetch;
    if (!fetch) return;
    const question = ++this.#question;
    this.#pending.clear();
    this.#reading = true;
    const page = Math.floor(this.#first / PAGE);
    const pages = Math.min(5, Math.max(1, Math.ceil(this.#last / PAGE) - page));
    try {
      const { total, rows } = await fetch(page * PAGE, pages * PAGE);
      if (question !== this.#question) return;
      const read = new Map<number, readonly T[]>();
      for (let each = 0; each < pages; each += 1) {
        const part = rows.slice(each * PAGE, (each + 1) * PAGE);
        if (part.length > 0) read.set(page + each, part);
      }
      this.#pages = read;
      this.total = total;
      this.problem = null;
      this.asking = false;
      this.#reading = false;
      this.#fill();
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = error;
      this.asking = false;
      this.#reading = false;
    }
  }

  #fill(): void {
    // What is read just now takes the place of the pages that are there.
    if (this.#reading || this.problem !== null || this.total === null) return;
    const last = Math.ceil(Math.min(this.#last, this.total) / PAGE);
    for (let page = Math.floor(this.#first / PAGE); page < last; page += 1) {
      if (this.#pending.size >= AT_ONCE) return;
      if (!this.#pages.has(page) && !this.#pending.has(page)) void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    const fetch = this.#fetch;
    const question = this.#question;
    if (!fetch) return;
    this.#pending.add(page);
    try {
      const { total, rows } = await fetch(page * PAGE, PAGE);
      if (question !== this.#question) return;
      this.#pages = kept(new Map([...this.#pages, [page, rows]]), Math.floor(this.#first / PAGE));
      this.total = total;
      this.#pending.delete(page);
      this.#fill();
    } catch (error) {
      if (question !== this.#question) return;
      this.#pending.delete(page);
      this.problem = error;
    }
  }
}

/** At most so many pages, the nearest ones. */
function kept<T>(pages: Map<number, readonly T[]>, near: number): Map<number, readonly T[]> {
  if (pages.size <= MOST_PAGES) return pages;
  const nearest = [...pages].sort(([a], [b]) => Math.abs(a - near) - Math.abs(b - near));
  return new Map(nearest.slice(0, MOST_PAGES));
}

/** Rows fetched at once where all of them are wanted; the most that the agent gives. */
export const WHOLE_PAGE = 500;

/** The rows changed while all of them were being read, again and again. */
export class Unsettled extends Error {
  constructor() {
    super('the rows kept changing while they were read');
  }
}

/**
 * Every row that fits, up to `most`, each once. Where their number changes meanwhile, it begins anew.
 * @param told Hears how many are there yet, of how many; what it gives back says whether to go on.
 * @throws Unsettled, or whatever the line throws
 */
export async function everyRow<T extends { id: number }>(
  fetch: Fetch<T>,
  most: number,
  told: (read: number, total: number) => boolean = () => true,
): Promise<{ rows: T[]; total: number } | null> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const rows = new Map<number, T>();
    let total: number | null = null;
    for (let offset = 0; ; offset += WHOLE_PAGE) {
      const limit = Math.min(WHOLE_PAGE, most - offset);
      const page = await fetch(offset, limit);
      if (total !== null && page.total !== total) break;
      total = page.total;
      for (const row of page.rows) rows.set(row.id, row);
      const end = Math.min(total, most);
      if (!told(Math.min(offset + page.rows.length, end), end)) return null;
      if (page.rows.length === 0 || offset + page.rows.length >= end)
        return { rows: [...rows.values()], total };
    }
  }
  throw new Unsettled();
}
