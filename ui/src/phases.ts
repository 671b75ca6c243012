import type { Cause, Phase } from './protocol/protocol';

/** The order in which the phases of a check are shown. */
export const PHASES: readonly Phase[] = [
  'dns',
  'connect',
  'tls',
  'greeting',
  'capabilities',
  'login',
  'stat',
  'list',
  'headers',
  'quit',
];

/** A phase that was entered: its milliseconds once it has ended. */
export interface PhaseProgress {
  phase: Phase;
  ms: number | null;
}

/** What is known of a check's phases after one more piece of news. */
export function advance(
  known: readonly PhaseProgress[],
  phase: Phase,
  ms: number | null,
): readonly PhaseProgress[] {
  if (phase === 'dns' && ms === null) return [{ phase, ms }];
  const at = known.findIndex((entry) => entry.phase === phase);
  if (at < 0) return [...known, { phase, ms }];
  return known.map((entry, index) => (index === at ? { phase, ms: ms ?? entry.ms } : entry));
}

/** Causes after which watching a mailbox makes sense all the same: its owner's entries are not what is wrong. */
const NOT_THE_ENTRIES: ReadonlySet<Cause> = new Set<Cause>([
  'no_network',
  'connection_refused',
  'connect_timeout',
  'connection_lost',
  'server_refuses',
  'pop_disabled',
  'mailbox_in_use',
  'login_delay',
  'server_temporary',
  'too_slow',
]);

/** Whether a mailbox whose first check failed so may be watched all the same. */
export function mayWatchAnyway(cause: Cause): boolean {
  return NOT_THE_ENTRIES.has(cause);
}
