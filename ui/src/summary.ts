import type { Situation } from './protocol/protocol';

/** Since when a situation lasts; `null` where it has no beginning to tell. */
export function sinceOf(situation: Situation): string | null {
  return 'since' in situation ? situation.since : null;
}

function ordered(moments: readonly (string | null)[]): string[] {
  return moments
    .filter((moment) => moment !== null)
    .sort((a, b) => new Date(a).getTime() - new Date(b).getTime());
}

/** The latest of some moments. */
export function latest(moments: readonly (string | null)[]): string | null {
  return ordered(moments).at(-1) ?? null;
}

/** The earliest of some moments. */
export function earliest(moments: readonly (string | null)[]): string | null {
  return ordered(moments)[0] ?? null;
}
