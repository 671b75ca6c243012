const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** How long to wait before the next attempt after so many failures in a row (1 or more), in milliseconds. */
export function delayAfter(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(10, Math.max(0, failures - 1)));
}
